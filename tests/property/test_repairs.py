"""Laws of repair on datasets spoiled at random: idempotent, lossless where safe, and no hand on what is sound."""

from __future__ import annotations

import copy
import re
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from crosswalk.repair import Surroundings, count_safe, repair

COMMON = "http://lca.jrc.it/ILCD/Common"
PROCESS = "http://lca.jrc.it/ILCD/Process"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
XML = f"""<processDataSet xmlns="{PROCESS}" xmlns:common="{COMMON}" xmlns:x="urn:x" version="1.1">
  <!-- kept --><?kept as it is?>
  <processInformation>
    <dataSetInformation>
      <common:UUID>0b0cb7a5-3f4b-4a0d-9d4f-0a5a1b6f7c11</common:UUID>
      <name>
        <baseName xml:lang="en">clinker, dry process</baseName>
        <baseName xml:lang="zh">水泥熟料，干法</baseName>
      </name>
      <common:synonyms xml:lang="en">Portland cement clinker</common:synonyms>
      <classificationInformation>
        <common:classification><common:class level="0">Materials</common:class></common:classification>
      </classificationInformation>
      <common:generalComment xml:lang="zh">回转窑</common:generalComment>
    </dataSetInformation>
    <quantitativeReference type="Reference flow(s)">
      <referenceToReferenceFlow>0</referenceToReferenceFlow>
      <functionalUnitOrOther xml:lang="en">1 t clinker</functionalUnitOrOther>
    </quantitativeReference>
    <time><common:referenceYear>2023</common:referenceYear></time>
    <geography><locationOfOperationSupplyOrProduction location="CN"/></geography>
  </processInformation>
  <modellingAndValidation>
    <LCIMethodAndAllocation>
      <typeOfDataSet>Unit process, single operation</typeOfDataSet>
      <LCIMethodPrinciple>Attributional</LCIMethodPrinciple>
      <LCIMethodApproaches>Allocation - mass</LCIMethodApproaches>
    </LCIMethodAndAllocation>
  </modellingAndValidation>
  <administrativeInformation>
    <dataEntryBy><common:timeStamp>2024-02-29T08:00:00+08:00</common:timeStamp></dataEntryBy>
    <publicationAndOwnership>
      <common:dataSetVersion>00.01.005</common:dataSetVersion>
      <common:copyright>false</common:copyright>
    </publicationAndOwnership>
  </administrativeInformation>
  <exchanges>
    <exchange dataSetInternalID="0">
      <referenceToFlowDataSet type="flow data set" refObjectId="5d0e8e0b-7d7e-4a58-8a5e-3f0b7c2b9a10" version="01.00.000">
        <common:shortDescription xml:lang="en">clinker</common:shortDescription>
      </referenceToFlowDataSet>
      <exchangeDirection>Output</exchangeDirection>
      <meanAmount>1.0</meanAmount>
      <resultingAmount>1.0</resultingAmount>
      <dataDerivationTypeStatus>Measured</dataDerivationTypeStatus>
      <generalComment xml:lang="en">weighed</generalComment>
      <common:other><x:price unit="CNY">310</x:price></common:other>
    </exchange>
    <exchange dataSetInternalID="1">
      <referenceToFlowDataSet type="flow data set" refObjectId="7a1f3c9d-1b2e-4c3d-8e4f-5a6b7c8d9e0f"/>
      <exchangeDirection>Input</exchangeDirection>
      <meanAmount>1.55</meanAmount>
    </exchange>
  </exchanges>
</processDataSet>"""
TEXTS = st.sampled_from(
    [
        "",
        " ",
        " Measured ",
        "MEASURED",
        "TRUE",
        "是",
        "1,5",
        "１２",
        "a.b@example.org",
        "石灰石破碎",
        "Lime, crushed",
        "00.01.05",
        "#REF!",
        "Cement",
        "7A1F3C9D-1B2E-4C3D-8E4F-5A6B7C8D9E0F",
        "2015-30-06T12:00:00Z",
        "33.33333",
        "x" * 600,
        "水泥 " * 400,
        "SD-CN",
        "-",
    ]
)


def _elements(root):
    return [node for node in root.iter(etree.Element) if node is not root]


@st.composite
def _spoiled(draw):
    root = etree.fromstring(XML)
    for _ in range(draw(st.integers(1, 6))):
        nodes = _elements(root)
        node = nodes[draw(st.integers(0, len(nodes) - 1))]
        how = draw(st.sampled_from(["move", "text", "attribute", "twin", "rename", "other", "language", "elsewhere"]))
        parent = node.getparent()
        if how == "move":
            parent.insert(draw(st.integers(0, len(parent))), node)
        elif how == "text" and not len(node):
            node.text = draw(TEXTS)
        elif how == "attribute" and node.attrib:
            name = draw(st.sampled_from(sorted(node.attrib)))
            node.set(name, draw(TEXTS) if name != LANG else draw(st.sampled_from(["zh_CN", "", "en", "zh"])))
        elif how == "twin":
            parent.append(copy.deepcopy(node))
        elif how == "rename" and not node.tag.startswith("{urn:x}"):
            space, _, name = node.tag.rpartition("}")
            node.tag = draw(
                st.sampled_from([f"{{{PROCESS}}}{name}", f"{{{COMMON}}}{name}", f"{space}}}{name.lower()}"])
            )
        elif how == "other":
            etree.SubElement(parent, f"{{{COMMON}}}other").text = draw(TEXTS)
        elif how == "language":
            node.attrib.pop(LANG, None)
        elif how == "elsewhere":
            places = [
                place for place in nodes if node not in place.iterancestors() and place is not node and len(place)
            ]
            if places:
                places[draw(st.integers(0, len(places) - 1))].append(node)
    return root


def _said(root):
    """Every text and attribute value of a tree; languages and root attributes are marks, not statements."""
    for node in root.iter():
        yield from _words(node.text)
        if isinstance(node.tag, str):
            for name, value in node.attrib.items():
                if name != LANG:
                    yield from _words(value)
        if node is not root:
            yield from _words(node.tail)


def _words(text):
    return re.findall(r"\w+", text or "")


@settings(max_examples=300, deadline=None)
@given(_spoiled(), st.sampled_from(["safe", "listed"]), st.sampled_from(["", "eu"]))
def test_a_second_repair_finds_nothing(root, level, locations):
    around = Surroundings(locations=locations)
    repair(root, "process", level, around)
    once = etree.tostring(root)
    assert repair(root, "process", level, around) == []
    assert etree.tostring(root) == once


@settings(max_examples=300, deadline=None)
@given(_spoiled())
def test_a_safe_repair_loses_no_word(root):
    before = Counter(_said(root))
    done = repair(root, "process", "safe")
    kept = Counter(_said(root)) + Counter(word for item in done for word in _words(item.before))
    assert before - kept == Counter()


@settings(max_examples=100, deadline=None)
@given(_spoiled())
def test_counting_edits_nothing_and_is_zero_only_where_nothing_is_done(root):
    before = etree.tostring(root)
    waiting = count_safe(root, "process")
    assert etree.tostring(root) == before
    assert (waiting == 0) == (repair(root, "process", "safe") == [])


def test_a_sound_dataset_is_not_touched():
    for level in ("safe", "listed"):
        root = etree.fromstring(XML)
        assert repair(root, "process", level) == []
        assert etree.tostring(root) == etree.tostring(etree.fromstring(XML))
    assert count_safe(etree.fromstring(XML), "process") == 0


def test_comments_instructions_and_extensions_survive_every_repair():
    root = etree.fromstring(XML.replace("<!-- kept -->", "<!-- kept --><exchanges/>").replace("1.55", "1,55"))
    repair(root, "process", "listed")
    text = etree.tostring(root).decode()
    assert "<!-- kept -->" in text
    assert "<?kept as it is?>" in text
    assert '<x:price unit="CNY">310</x:price>' in text
