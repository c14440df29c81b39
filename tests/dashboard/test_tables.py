from dashboard.components import tables
from dashboard.components.tables import Cell, Column, Row


def test_what_people_wrote_is_escaped() -> None:
    html = tables.table([Column("Comment")], [Row(["<img src=x>"]), Row([Cell("a & b", quiet="<i>")])])
    assert "&lt;img src=x&gt;" in html
    assert "a &amp; b<small>&lt;i&gt;</small>" in html


def test_a_heading_says_how_the_table_is_sorted() -> None:
    columns = [Column("Case", sort_key="kept"), Column("Probability", numeric=True, sort_key="probability")]
    html = tables.table(columns, [], sorted_by="-probability")
    assert "aria-sort='none'><button type='button' data-sort='kept'>Case</button>" in html
    assert "aria-sort='descending'><button type='button' data-sort='probability'>Probability ↓" in html


def test_a_row_opens_and_its_first_cell_names_it() -> None:
    html = tables.table(
        [Column("Case"), Column("Kept")], [Row([Cell("7", href="case?case=7"), "today"], opens="7")]
    )
    assert "<tr data-open='7'><th scope='row'><a href='case?case=7'>7</a></th><td>today</td></tr>" in html


def test_headings_can_span_and_rows_can_be_grouped() -> None:
    html = tables.table(
        [Column("Figure"), Column("A"), Column("B")], [Row(["Group"], group=True)], over=[("", 1), ("Net", 2)]
    )
    assert "<th scope='colgroup' class='callus-over' colspan='2'>Net</th>" in html
    assert "<tr class='callus-group'><th scope='rowgroup' colspan='3'>Group</th></tr>" in html
