"""What EPD files say, read without crosswalk; and how much of it an output still says.

An indicator is known by the UUID of its dataset alone. ``right`` is a number under the key of its indicator and
module; ``beside`` one that stands in a part for extensions; ``wrong`` one that stands under the key of another
indicator, module or unit, or whose own key holds another number; everything else is ``lost``, such as one that was
added into a sum or overwritten by that of another scenario. Results that are no number, such as ND, MNA or an empty
cell, are ``states``. Results of an indicator that no UUID tells are ``untold``: nobody can judge them.
"""

from __future__ import annotations

import json
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from lxml import etree

# UUIDs: master data of the format, facts; keys: openEPD 0.1 and LCAx 3.8; unit: a part of every spelling of its unit.
_TABLE = """
gwp            77e416eb-a363-4258-a04e-171d843a6460  gwp           gwp      co2
gwp-total      6a37f984-a4b3-458a-a20a-64418c145fa2  gwp           gwp      co2
gwp-total      a7ea142a-9749-11ed-a8fc-0242ac120002  gwp           gwp      co2
gwp-fossil     5f635281-343e-44fb-83df-1971b155e6b6  gwp-fossil    gwp_fos  co2
gwp-fossil     a7ea19c0-9749-11ed-a8fc-0242ac120002  gwp-fossil    gwp_fos  co2
gwp-biogenic   2356e1ab-0185-4db5-86e5-16de51c7485c  gwp-biogenic  gwp_bio  co2
gwp-biogenic   a7ea186c-9749-11ed-a8fc-0242ac120002  gwp-biogenic  gwp_bio  co2
gwp-luluc      4331bbdb-978a-490d-8707-eeb047f01a55  gwp-luluc     gwp_lul  co2
gwp-luluc      a7ea1ae2-9749-11ed-a8fc-0242ac120002  gwp-luluc     gwp_lul  co2
gwp-ghg        fb774615-0575-45de-9a89-1ded92f19770  gwp-ghg       -        co2
gwp-ghg        e03c018f-8526-44bc-b5e4-bc03c3ab32f3  gwp-ghg       -        co2
odp            06dcd26f-025f-401a-a7c1-5e457eb54637  odp           odp      11
odp            b5c629d6-def3-11e6-bf01-fe55135034f3  odp           odp      11
ap-so2         b4274add-93b7-4905-a5e4-2e878c4e4216  ap            ap       so2
ap             b5c611c6-def3-11e6-bf01-fe55135034f3  ap            ap       mol
ep-po4         f58827d0-b407-4ec6-be75-8b69efb98a0f  ep-cml        ep       p
ep-freshwater  b53ec18f-7377-4ad3-86eb-cc3f4f276b2b  ep-fresh      ep_fw    kgp
ep-marine      b5c619fa-def3-11e6-bf01-fe55135034f3  ep-marine     ep_mar   kgn
ep-terrestrial b5c614d2-def3-11e6-bf01-fe55135034f3  ep-terr       ep_ter   moln
pocp           b5c610fe-def3-11e6-bf01-fe55135034f3  pocp          pocp     nmvoc
pocp-ethene    1e84a202-dae6-42aa-9e9d-71ea48b8be00  pocp          pocp     kg
pocp-ethene    1e84a202-dae6-42aa-9e9d-71ea48b8be00  pocp-cml      pocp     kg
adpe           f7c73bb9-ab1a-4249-9c6d-379a0de6f67e  adp-mineral   adpe     sb
adpe           b2ad6494-c78d-11e6-9d9d-cec0c932ce01  adp-mineral   adpe     sb
adpf           804ebcdf-309d-4098-8ed8-fdaf2f389981  adp-fossil    adpf     mj
adpf           b2ad6110-c78d-11e6-9d9d-cec0c932ce01  adp-fossil    adpf     mj
wdp            b2ad66ce-c78d-11e6-9d9d-cec0c932ce01  wdp           wdp      m3
pm             b5c602c6-def3-11e6-bf01-fe55135034f3  pm            pm       -
irp            b5c632be-def3-11e6-bf01-fe55135034f3  irp           irp      bq
etp-fw         ee1082d1-b0f7-43ca-a1f0-21e2a4a74511  etp-fw        etp_fw   ctu
etp-fw         05316e7a-b254-4bea-9cf0-6bf33eb5c630  etp-fw        etp_fw   ctu
htp-c          2299222a-bbd8-474f-9d4f-4dd1f18aea7c  htp-c         htp_c    ctu
htp-nc         3af763a5-b7a1-48c9-9cee-1f223481fcef  htp-nc        htp_nc   ctu
htp-nc         7cfdcfcf-b222-4b26-888a-a55f9fbf7ac8  htp-nc        htp_nc   ctu
sqp            b2ad6890-c78d-11e6-9d9d-cec0c932ce01  sqp           sqp      -
pere           20f32be5-0398-4288-9b6d-accddd195317  pere          pere     mj
perm           fb3ec0de-548d-4508-aea5-00b73bf6f702  perm          perm     mj
pert           53f97275-fa8a-4cdd-9024-65936002acd0  pert          pert     mj
penre          ac857178-2b45-46ec-892a-a9a4332f0372  penre         penre    mj
penrm          1421caa0-679d-4bf4-b282-0eb850ccae27  penrm         penrm    mj
penrt          06159210-646b-4c8d-8583-da9b3b95a6c1  penrt         penrt    mj
sm             c6a1f35f-2d09-4f54-8dfb-97e502e1ce92  sm            sm       kg
rsf            64333088-a55f-4aa2-9a31-c10b07816787  rsf           rsf      mj
nrsf           89def144-d39a-4287-b86f-efde453ddcb2  nrsf          nrsf     mj
fw             3cf952c8-f3a4-461d-8c96-96456ca62246  fw            fw       m3
hwd            430f9e0f-59b2-46a0-8e0d-55e0e84948fc  hwd           hwd      kg
nhwd           b29ef66b-e286-4afa-949f-62f1a7b4d7fa  nhwd          nhwd     kg
rwd            3449546e-52ad-4b39-b809-9fb77cea8ff6  rwd           rwd      kg
cru            a2b32f97-3fc7-4af2-b209-525bc6426f33  cru           cru      kg
mfr            d7fe48a5-4103-49c8-9aae-b0b5dfdbd6ae  mfr           mrf      kg
mer            59a9181c-3aaf-46ee-8b13-2b3723b6e447  mer           mer      kg
eee            4da0c987-2b76-40d6-9e9e-82a017aaaf29  ee            eee      mj
eet            98daf38a-7a79-46d3-9a37-2b7bd0955810  eh            eet      mj
"""
_ROWS = [line.split() for line in _TABLE.strip().splitlines()]
INDICATORS = {row[1]: row[0] for row in _ROWS}
UNITS = {row[0]: row[4] for row in _ROWS}
OPENEPD: dict[str, set[str]] = {}
LCAX: dict[str, set[str]] = {}
for _row in _ROWS:
    OPENEPD.setdefault(_row[2], set()).add(_row[0])
    LCAX.setdefault(_row[3], set()).add(_row[0])
_C, _P = "{http://lca.jrc.it/ILCD/Common}", "{http://lca.jrc.it/ILCD/Process}"


class Said(NamedTuple):
    """One result as a source says it."""

    indicator: str
    module: str
    scenario: str | None
    text: str


class Found(NamedTuple):
    """One result as an output says it; without indicators where it stands in a part for extensions."""

    indicators: frozenset[str]
    module: str
    scenario: str | None
    number: float | None
    unit: str | None = None


@dataclass
class Epd:
    """The results of one EPD, and every name and description of its scenarios."""

    cells: list[Said] = field(default_factory=list)
    aliases: dict[str, set[str]] = field(default_factory=dict)

    def same(self, scenario: str | None, other: str | None) -> bool:
        """Whether an output's scenario, perhaps a shortened description, is one of the source."""
        if scenario is None or other is None:
            return scenario is other
        head = other.removesuffix("...").removesuffix("…").strip()
        return any(name.strip().startswith(head) for name in (scenario, *self.aliases.get(scenario, ())))


def number(text: object) -> float | None:
    """The number that a text is, if it is one."""
    try:
        return float(str(text).strip())
    except ValueError:
        return None


# --- sources ---------------------------------------------------------------------------------------------


def of_json(data: bytes) -> Epd:
    """A document of a soda4LCA server."""
    root, epd = json.loads(data, parse_float=str, parse_int=str), Epd()
    rows = [(row, "referenceToFlowDataSet") for row in root["exchanges"]["exchange"]]
    rows += [(row, "referenceToLCIAMethodDataSet") for row in root.get("LCIAResults", {}).get("LCIAResult", ())]
    for row, subject in rows:
        for item in _items(row):
            if "module" in item:
                text = item.get("value")
                epd.cells.append(_said(row[subject]["refObjectId"], item["module"], item.get("scenario"), text))
    for item in _items(root["processInformation"]["dataSetInformation"]):
        for scenario in item.get("scenario", ()):
            names = {text["value"] for text in scenario.get("description", ()) if text.get("value")}
            epd.aliases.setdefault(scenario["name"], set()).update(names)
    return epd


def _items(holder: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for item in holder.get("other", {}).get("anies", ()):
        if isinstance(item, dict):
            yield item
        elif isinstance(item, str) and "amount" in item:
            node = etree.fromstring(item.encode())
            yield {_local(key): value for key, value in node.attrib.items()} | {"value": node.text}


def of_xml(data: bytes) -> Epd:
    """A process dataset of ILCD+EPD."""
    root, epd = etree.fromstring(data), Epd()
    for path, subject in (
        (f"{_P}exchanges/{_P}exchange", f"{_P}referenceToFlowDataSet"),
        (f"{_P}LCIAResults/{_P}LCIAResult", f"{_P}referenceToLCIAMethodDataSet"),
    ):
        for row in root.iterfind(path):
            for node in row.iterfind(f"{_C}other/*"):
                if isinstance(node.tag, str) and _local(node.tag) == "amount":
                    named = {_local(key): value for key, value in node.attrib.items()}
                    who = row.find(subject).get("refObjectId")
                    epd.cells.append(_said(who, named.get("module"), named.get("scenario"), node.text))
    for node in root.iter("{*}scenario"):
        names = {child.text for child in node if isinstance(child.tag, str) and child.text}
        name = next((value for key, value in node.attrib.items() if _local(key) == "name"), None)
        if name is not None:
            epd.aliases.setdefault(name, set()).update(names)
    return epd


def _said(uuid: str | None, module: str | None, scenario: str | None, text: str | None) -> Said:
    key = (uuid or "").lower()
    return Said(INDICATORS.get(key, key), module or "", scenario or None, (text or "").strip())


def _local(name: Any) -> str:
    return str(name).rpartition("}")[2]


def of_file(path: Path) -> list[Epd]:
    """The EPDs of a file; none for a package that holds no EPD."""
    if path.suffix == ".json":
        return [of_json(path.read_bytes())]
    if path.suffix == ".xml":
        return [epd for epd in [of_xml(path.read_bytes())] if epd.cells]
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if "processes/" in name and name.endswith(".xml")]
        return [epd for epd in (of_xml(archive.read(name)) for name in names) if epd.cells]


# --- outputs ---------------------------------------------------------------------------------------------


def in_openepd(root: Mapping[str, Any]) -> Iterator[Found]:
    """The results of an openEPD document: under keys, and in extensions."""
    for sets in (*root.get("impacts", {}).values(), root.get("resource_uses", {}), root.get("output_flows", {})):
        for name, scopes in sets.items():
            if name == "ext":
                for other in (scopes or {}).values():
                    yield from _scopes(other, frozenset())
            else:
                yield from _scopes(scopes, frozenset(OPENEPD.get(name.replace("_", "-").lower(), {f"key {name}"})))
    for cell in root.get("ext", {}).get("crosswalk", {}).get("cells", ()):
        stands = frozenset({cell["indicator"]}) if cell.get("state", "value") != "value" else frozenset()
        yield Found(stands, cell["stage"], cell.get("scenario"), number(cell.get("amount", {}).get("value")))


def _scopes(scopes: Mapping[str, Any], indicators: frozenset[str]) -> Iterator[Found]:
    for scope, value in scopes.items():
        if scope == "C_scenarios":
            for scenario in value:
                for module, one in scenario.items():
                    if isinstance(one, dict):
                        yield Found(indicators, _module(module), scenario.get("name"), number(one["mean"]), one["unit"])
        elif scope == "ext":
            yield from _scopes(value, frozenset())
        elif isinstance(value, dict) and "mean" in value:
            yield Found(indicators, _module(scope), None, number(value["mean"]), value.get("unit"))


def in_lcax(root: Mapping[str, Any]) -> Iterator[Found]:
    """The results of an EPD of LCAx, which knows neither units nor scenarios."""
    for name, values in root["impacts"].items():
        for module, value in (values or {}).items():
            if value is not None:
                yield Found(frozenset(LCAX.get(name, {f"key {name}"})), _module(module), None, number(value))


def _module(scope: str) -> str:
    return {"A1A2A3": "A1-A3", "A1A3": "A1-A3"}.get(scope.upper(), scope.upper())


# --- the comparison ---------------------------------------------------------------------------------------


def compare(epd: Epd, output: Iterable[Found]) -> Counter[str]:
    """How many results of an EPD are right, beside, wrong or lost, and how many states are kept."""
    found = list(output)
    fits = [one for one in found if one.indicators and _unit_fits(one)]
    own: dict[tuple[str, str], list[Found]] = {}
    for one in fits:
        for indicator in one.indicators:
            own.setdefault((indicator, one.module), []).append(one)
    known = {(cell.indicator, cell.module, number(cell.text)) for cell in epd.cells}
    strange = Counter(
        (one.module, one.number)
        for one in found
        if one.indicators and (one not in fits or not any((i, one.module, one.number) in known for i in one.indicators))
    )
    beside = Counter((one.module, one.number) for one in found if not one.indicators)
    verdicts: Counter[str] = Counter()
    for cell in epd.cells:
        if cell.indicator not in UNITS:
            verdicts["untold"] += 1
            continue
        value, here = number(cell.text), own.get((cell.indicator, cell.module), [])
        mine = [one for one in here if epd.same(cell.scenario, one.scenario)]
        if value is None:
            kept, filled = (any((one.number is None) is empty for one in mine) for empty in (True, False))
            verdicts["state kept" if kept else "wrong" if filled else "state gone"] += 1
        elif any(one.number == value for one in mine or here if one in mine or one.scenario is None):
            verdicts["right"] += 1
        elif beside[cell.module, value]:
            beside[cell.module, value] -= 1
            verdicts["beside"] += 1
        elif any(one.number is not None for one in mine) or strange[cell.module, value]:
            verdicts["wrong"] += 1
        else:
            verdicts["lost"] += 1
    return verdicts


def _unit_fits(one: Found) -> bool:
    if one.unit is None:
        return True
    unit = one.unit.lower().replace(" ", "")
    wanted = {UNITS.get(indicator, "-") for indicator in one.indicators}
    phosphate = one.indicators == {"ep-freshwater"} and "po4" in unit
    return not phosphate and any(part == "-" or part in unit for part in wanted)


def compare_epd(epd: Epd, again: Epd) -> Counter[str]:
    """The same for an output that is ILCD+EPD: every result under its own key, character for character."""
    there, keys = Counter(again.cells), {cell[:3] for cell in again.cells}
    verdicts: Counter[str] = Counter()
    for cell in epd.cells:
        state = number(cell.text) is None
        if there[cell]:
            there[cell] -= 1
            verdicts["state kept" if state else "right"] += 1
        else:
            verdicts["wrong" if cell[:3] in keys else "state gone" if state else "lost"] += 1
    return verdicts
