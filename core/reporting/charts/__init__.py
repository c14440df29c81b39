"""Charts, each a function that draws on an empty Matplotlib figure, and the two forms they are stored in.

Matplotlib by its objects alone, without pyplot, which keeps figures of its own and wants a screen.
"""
