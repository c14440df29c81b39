"""By what traits studies are told apart: each a column of a study, which is that of its deciding view."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from core.casebook.tables import StudyTable

# By facet, in the order in which pages show them; a study without a value is one of "not known".
TRAITS: Mapping[str, Any] = MappingProxyType(
    {
        "region": StudyTable.region,
        "view": StudyTable.view,
        "site": StudyTable.site,
        "device": StudyTable.device,
        "age": StudyTable.age,
        "mode": StudyTable.mode,
    }
)
