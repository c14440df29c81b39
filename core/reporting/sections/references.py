"""The papers that the methods of the report are from."""

from core.reporting.blocks import Bullets, Section

ID = "references"
_PAPERS = (
    "Abedeen I. et al. FracAtlas: a dataset for fracture classification, localization and segmentation of "
    "musculoskeletal radiographs. Scientific Data 10, 521 (2023).",
    "Adebayo J. et al. Sanity checks for saliency maps. NeurIPS (2018).",
    "Badgeley M. A. et al. Deep learning predicts hip fracture using confounding patient and healthcare "
    "variables. npj Digital Medicine 2 (2019).",
    "Brier G. W. Verification of forecasts expressed in terms of probability. Monthly Weather Review 78 "
    "(1950).",
    "Cox D. R. Two further applications of a model for binary regression. Biometrika 45 (1958).",
    "DeLong E. R. et al. Comparing the areas under two or more correlated receiver operating "
    "characteristic curves. Biometrics 44 (1988).",
    "Efron B. and Tibshirani R. J. An Introduction to the Bootstrap. Chapman and Hall (1993).",
    "Holm S. A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics "
    "6 (1979).",
    "Mahalanobis P. C. On the generalized distance in statistics. Proceedings of the National Institute of "
    "Sciences of India 2 (1936).",
    "McNemar Q. Note on the sampling error of the difference between correlated proportions or "
    "percentages. Psychometrika 12 (1947).",
    "Mercaldo N. D., Lau K. F. and Zhou X. H. Confidence intervals for predictive values with an emphasis "
    "to case-control studies. Statistics in Medicine 26 (2007).",
    "Murphy A. H. A new vector partition of the probability score. Journal of Applied Meteorology 12 (1973).",
    "Petsiuk V. et al. RISE: randomized input sampling for explanation of black-box models. BMVC (2018).",
    "Platt J. Probabilistic outputs for support vector machines. Advances in Large Margin Classifiers "
    "(1999).",
    "Selvaraju R. R. et al. Grad-CAM: visual explanations from deep networks via gradient-based "
    "localization. ICCV (2017).",
    "Simel D. L. et al. Likelihood ratios with confidence: sample size estimation for diagnostic test "
    "studies. Journal of Clinical Epidemiology 44 (1991).",
    "Sounderajah V. et al. The STARD-AI reporting guideline for diagnostic accuracy studies using "
    "artificial intelligence. Nature Medicine 31 (2025).",
    "Stephenson D. B. et al. Two extra components in the Brier score decomposition. Weather and "
    "Forecasting 23 (2008).",
    "Tejani A. S. et al. Checklist for Artificial Intelligence in Medical Imaging (CLAIM): 2024 update. "
    "Radiology: Artificial Intelligence 6 (2024).",
    "Vickers A. J. and Elkin E. B. Decision curve analysis: a novel method for evaluating prediction "
    "models. Medical Decision Making 26 (2006).",
    "Wang H. et al. Score-CAM: score-weighted visual explanations for convolutional neural networks. CVPR "
    "Workshops (2020).",
    "Wilson E. B. Probable inference, the law of succession, and statistical inference. Journal of the "
    "American Statistical Association 22 (1927).",
    "Zech J. R. et al. Variable generalization performance of a deep learning model to detect pneumonia "
    "in chest radiographs. PLoS Medicine 15 (2018).",
    "Zhang J. et al. Top-down neural attention by excitation backprop. International Journal of Computer "
    "Vision 126 (2018).",
)


def build() -> Section:
    """Return the section."""
    return Section(ID, "References", (Bullets(_PAPERS),))
