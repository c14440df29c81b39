"""What the report says, read off its blocks."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from core.evaluation import wilson
from core.reporting.blocks import Bullets, Cell, Chart, Paragraph, Report, Section, Table, Tone
from core.reporting.document import build
from core.reporting.evidence import Evidence
from core.reporting.words import NOT_MEASURED
from tests.reporting.builders import card, comparison, metrics, replaced
from tests.reporting.figures import figure

DAY = date(2025, 11, 26)


def report(found: Mapping[str, Any], known: Mapping[str, Any] | None = None) -> Report:
    return build(Evidence(found, card() if known is None else known), DAY)


def said(blocks: tuple[Any, ...]) -> str:
    """Every word of some blocks."""
    words: list[str] = []
    for block in blocks:
        match block:
            case Table():
                words += [block.caption, block.note, *(column.title for column in block.columns)]
                words += [f"{cell.text} {cell.below}" for row in block.rows for cell in row]
            case Chart():
                words += [block.title, block.caption, block.alt]
            case Bullets():
                words += block.items
            case _:
                words.append(getattr(block, "text", getattr(block, "caption", "")))
    return "\n".join(words)


def section(whole: Report, name: str) -> Section:
    return next(each for each in whole.sections if each.id == name)


def test_the_sections_come_in_the_order_of_the_issue() -> None:
    names = " ".join(each.id for each in report(metrics()).sections)
    assert names == (
        "data discrimination calibration clinical subgroups confounders looking robustness failures "
        "comparison checklist references"
    )


def test_the_first_page_names_model_data_and_five_figures() -> None:
    words = said(report(metrics()).front)
    for part in ("densenet121", "1.0.0", "FracAtlas", "491, of them 91 fractured (18.5 %)", "ab" * 32):
        assert part in words
    headline = next(
        b for b in report(metrics()).front if isinstance(b, Table) and b.caption == "Headline figures"
    )
    assert len(headline.rows) == 5
    assert [cell.text for cell in headline.rows[1]] == [
        "Sensitivity at the high-sensitivity point", "93.4 %", "88.4 to 98.4 %", "91", "Wilson score",
    ]  # fmt: skip
    assert "no diagnosis" in words


def test_films_of_the_cards_test_part_are_an_internal_test() -> None:
    assert "Internal test" in said(report(metrics()).front)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"name": "elsewhere", "split": "all"}, "This is an external test"),
        ({"name": "fracatlas", "split": "all"}, "films that it was trained or tuned on may be among them"),
        ({}, "can't be told"),
    ],
)
def test_films_that_are_not_the_cards_test_part_are_warned_of(data: dict[str, str], sentence: str) -> None:
    assert sentence in said(report({**metrics(), "data": data}).front)


def test_a_digest_on_the_card_settles_whether_the_films_are_its_own() -> None:
    known = card()
    known["data"]["test_digest"] = "cd" * 32
    other = said(report(metrics(), known).front)
    assert "not the test part of its card" in other and "external" not in other
    elsewhere = {**metrics(), "data": {"name": "clinic", "split": "all", "digest": "ab" * 32}}
    assert "This is an external test" in said(report(elsewhere, known).front)
    known["data"]["test_digest"] = "ab" * 32
    assert "Internal test" in said(report(elsewhere, known).front)


def test_films_called_like_training_films_are_warned_of() -> None:
    found = metrics()
    found["data"] |= {"name": "clinic", "learnt": 12}
    words = said(report(found).front)
    assert "12 of the films have the names of films that the model was trained or tuned on" in words
    assert "names of films" not in said(report(metrics()).front)


def test_bins_with_few_films_are_no_warning() -> None:
    assert "reliability" not in said(report(metrics()).front)


def test_regions_without_training_films_are_outside_the_intended_use() -> None:
    assert "not trained on films of hip and shoulder" in said(report(metrics()).front)


def familiar(share: float, low: float) -> dict[str, Any]:
    unlike = {**figure(share, 60), "low": low}
    known = {"n": 60, "expected": 0.01, "training_films": 2352, "films": ["IMG1", "IMG2"]}
    return {**metrics(), "familiar": {**known, "unlike": unlike}}


def test_films_of_quite_another_kind_are_warned_of_before_anything_else() -> None:
    whole = report(familiar(0.95, 0.86))
    first = whole.front[0]
    assert isinstance(first, Paragraph)
    assert first.tone is Tone.WARNING
    assert first.text.startswith(
        "Outside the intended use: 57 of 60 films look unlike the films that the model was trained on"
    )
    assert "The strangest: IMG1, IMG2." in said(section(whole, "data").blocks)


def test_a_few_strange_films_are_counted_without_a_warning() -> None:
    whole = report(familiar(0.033, 0.009))
    assert "look unlike" not in said(whole.front)
    words = said(section(whole, "data").blocks)
    assert "Films that look unlike the training films" in words and "3.3 %" in words


def test_without_a_look_of_the_training_films_that_is_said() -> None:
    whole = report({key: value for key, value in metrics().items() if key != "familiar"})
    assert "those that the model was trained on: not measured" in said(section(whole, "data").blocks)


def test_burned_in_marks_are_counted_before_and_after() -> None:
    words = said(section(report(metrics()), "confounders").blocks)
    for part in (
        "Burned-in marks blanked changed: 29 films",
        "found on 29 films, 5 of them fractured",
        "AUROC, burned-in marks blanked",
        "Films that fall into another band",
    ):
        assert part in words


def test_both_heatmaps_are_paired() -> None:
    words = said(section(build(Evidence(metrics(), card(), comparison()), DAY), "comparison").blocks)
    assert "paired on 91 films" in words
    assert "only DenseNet121 38; only ResNet50 3; both 9; neither 41; p < 0.001" in words
    older = {key: value for key, value in comparison().items() if key != "pointing"}
    words = said(section(build(Evidence(metrics(), card(), older), DAY), "comparison").blocks)
    assert "Both heatmaps on the same marked fractures: not measured" in words


def test_figures_on_fewer_than_ten_films_are_named() -> None:
    assert "subgroups, Shoulder, sensitivity (n 9)" in said(report(metrics()).front)


def test_flagged_groups_come_first_and_small_ones_are_named() -> None:
    first, second, *_ = section(report(metrics()), "subgroups").blocks
    assert isinstance(first, Paragraph) and isinstance(second, Paragraph)
    assert (
        first.text.startswith("Worse than the rest") and "Shoulder" in first.text and "< 0.001" in first.text
    )
    assert "Hip and With hardware" in second.text


def test_without_a_group_of_any_size_no_chart_is_drawn() -> None:
    found = {**metrics(), "subgroups": {"rows": [], "too_small": ["Hip"], "method": ""}}
    words, small = section(report(found), "subgroups").blocks
    assert said((words,)) == "No group of these films is large enough to be judged."
    assert "Hip" in said((small,))


def test_at_other_prevalences_films_lost_are_counted_for_both_points() -> None:
    words = said(section(report(metrics()), "clinical").blocks)
    # 6 of 91 fractured films missed: at 30 % that is 19.8 of 1,000 films, by Wilson's ends 9.2 to 41.0.
    assert "\n20 9 to 41; n 91\n" in words
    assert "Mercaldo" in words
    assert "all of them take films as unrelated" in words


def test_at_other_prevalences_related_films_count_by_their_design_effect() -> None:
    found = metrics()
    for point in found["points"].values():
        point["design_effects"] = {"fractured": 4.0, "not_fractured": 2.0}
    words = said(section(report(found), "clinical").blocks)
    # 6 of 91 count as 1.5 of 22.75, which Wilson gives 1.7 to 22.9 %: of 300 films 5 to 69.
    low, high = wilson(1.5, 22.75)
    assert f"\n20 {300 * low:.0f} to {300 * high:.0f}; n 91\n" in words
    assert "all of them take films by the design effect of related ones" in words


def test_two_networks_are_set_side_by_side_by_their_names() -> None:
    whole = build(Evidence(metrics(), card(), comparison()), DAY)
    words = said(section(whole, "comparison").blocks)
    for part in ("only ResNet50", "0.031 (DeLong)", "IMG0000011, IMG0000012", "1 only for ResNet50"):
        assert part in words


def test_every_section_whose_keys_are_missing_says_so() -> None:
    whole = report({"model": "densenet121", "version": "0.1.0"})
    for name in ("data", "discrimination", "calibration", "clinical", "subgroups", "confounders", "looking",
                 "robustness", "failures", "comparison"):  # fmt: skip
        assert NOT_MEASURED.lower() in said(section(whole, name).blocks).lower(), name


def test_a_null_figure_is_printed_as_its_note_everywhere() -> None:
    note = "All films of this kind were left out."
    nothing = replaced(metrics(), lambda _: {**figure(None), "note": note})
    whole = report(nothing)
    assert said(whole.front).count(note) == 5
    for name in ("discrimination", "calibration", "subgroups", "confounders", "looking", "robustness"):
        assert note in said(section(whole, name).blocks), name


def test_every_figure_in_a_table_has_its_n() -> None:
    for each in report(metrics()).sections:
        for block in each.blocks:
            if isinstance(block, Table):
                for cell in (cell for row in block.rows for cell in row if " to " in cell.below):
                    assert "n " in cell.below or "n " in block.note, (each.id, block.caption, cell)


def checklist(whole: Report) -> dict[str, dict[str, tuple[Cell, ...]]]:
    tables = [block for block in section(whole, "checklist").blocks if isinstance(block, Table)]
    return {table.caption.split(":")[0]: {row[0].text: row for row in table.rows} for table in tables}


def test_the_checklists_have_all_their_items() -> None:
    found = checklist(report(metrics()))
    assert list(found["CLAIM 2024"]) == [str(k) for k in range(1, 45)]
    assert len(found["STARD-AI 2025"]) == 48
    assert {name.rstrip("abcd") for name in found["STARD-AI 2025"]} == {str(k) for k in range(1, 41)}


def test_an_item_is_not_met_where_its_key_is_missing() -> None:
    whole, without = metrics(), metrics()
    del without["flow"]
    assert checklist(report(whole))["STARD-AI 2025"]["24"][2].text == "met"
    row = checklist(report(without))["STARD-AI 2025"]["24"]
    assert (row[2].text, row[3].text) == ("not met", f"{NOT_MEASURED} Lacking: flow.")


@pytest.mark.parametrize(
    ("name", "number"), [("CLAIM 2024", "21"), ("CLAIM 2024", "18"), ("CLAIM 2024", "33")]
)
def test_what_was_never_done_is_not_met(name: str, number: str) -> None:
    assert checklist(report(metrics()))[name][number][2].text == "not met"


def test_labels_of_an_unknown_data_set_are_not_claimed() -> None:
    elsewhere = {**metrics(), "data": {"name": "elsewhere", "split": "all"}}
    assert checklist(report(elsewhere))["CLAIM 2024"]["16"][2].text == "not met"


def test_every_answer_has_a_reason_and_what_is_met_has_a_place() -> None:
    whole = report(metrics())
    places = {"front", *(each.id for each in whole.sections)}
    for row in (row for table in checklist(whole).values() for row in table.values()):
        assert row[3].text
        assert row[4].link in places if row[2].text != "not met" else not row[4].text


@pytest.mark.parametrize("key", metrics())
def test_a_key_that_is_null_hides_no_other_section(key: str) -> None:
    whole = report({**metrics(), key: None})
    assert len(whole.sections) == 12 and all(each.blocks for each in whole.sections)


def test_without_figures_nothing_is_claimed_of_them() -> None:
    found = checklist(report({}, {}))
    for name, number in (
        ("CLAIM 2024", "28"),
        ("CLAIM 2024", "32"),
        ("CLAIM 2024", "38"),
        ("STARD-AI 2025", "31"),
    ):
        assert found[name][number][2].text == "not met"
