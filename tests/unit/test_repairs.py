"""Every repair of the catalogue, on small datasets of our own."""

from __future__ import annotations

import copy

import pytest
from lxml import etree

from crosswalk.core.ids import derive_uuid
from crosswalk.repair import LEVELS, Surroundings, count_safe, entries, note, repair, stub_flow, stubs
from crosswalk.repair.catalogue import FINDERS

NAMES = {
    "c": "http://lca.jrc.it/ILCD/Common",
    "p": "http://lca.jrc.it/ILCD/Process",
    "f": "http://lca.jrc.it/ILCD/Flow",
    "m": "http://eplca.jrc.ec.europa.eu/ILCD/LifeCycleModel/2017",
    "a": "http://lca.jrc.it/ILCD/LCIAMethod",
    "x": "http://example.org/extension",
}
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
UUID = "0b0cb7a5-3f4b-4a0d-9d4f-0a5a1b6f7c11"
FLOW = "5d0e8e0b-7d7e-4a58-8a5e-3f0b7c2b9a10"
OTHER_FLOW = "7a1f3c9d-1b2e-4c3d-8e4f-5a6b7c8d9e0f"


def process(data="", more="", exchange="", reference="", exchanges="", geography="", root="", location="CN"):
    """A process dataset with places to spoil."""
    return etree.fromstring(f"""
<processDataSet xmlns="{NAMES["p"]}" xmlns:common="{NAMES["c"]}" xmlns:x="{NAMES["x"]}" version="1.1">
  <processInformation>
    <dataSetInformation>
      <common:UUID>{UUID}</common:UUID>
      <name><baseName xml:lang="en">cement</baseName><baseName xml:lang="zh">水泥</baseName></name>
      {data}
    </dataSetInformation>
    <quantitativeReference type="Reference flow(s)">
      <referenceToReferenceFlow>0</referenceToReferenceFlow>
    </quantitativeReference>
    <geography>
      <locationOfOperationSupplyOrProduction location="{location}">{geography}</locationOfOperationSupplyOrProduction>
    </geography>
  </processInformation>
  {more}
  <exchanges>
    <exchange dataSetInternalID="0">
      <referenceToFlowDataSet type="flow data set" refObjectId="{FLOW}" {reference}>
        <common:shortDescription xml:lang="en">cement</common:shortDescription>
      </referenceToFlowDataSet>
      <exchangeDirection>Output</exchangeDirection>
      <meanAmount>1.0</meanAmount>
      {exchange}
    </exchange>
    {exchanges}
  </exchanges>
  {root}
</processDataSet>""")


def flow(data="", version="01.00.000", more=""):
    """A flow dataset with places to spoil."""
    return etree.fromstring(f"""
<f:flowDataSet xmlns:f="{NAMES["f"]}" xmlns:ns2="{NAMES["c"]}" version="1.1">
  <f:flowInformation>
    <f:dataSetInformation>
      <ns2:UUID>{FLOW}</ns2:UUID>
      <f:name><f:baseName xml:lang="en">sulphuric acid</f:baseName></f:name>
      {data}
    </f:dataSetInformation>
    {more}
  </f:flowInformation>
  <f:administrativeInformation>
    <f:publicationAndOwnership><ns2:dataSetVersion>{version}</ns2:dataSetVersion></f:publicationAndOwnership>
  </f:administrativeInformation>
</f:flowDataSet>""")


def ownership(inner):
    space = (
        "<administrativeInformation><publicationAndOwnership>{}</publicationAndOwnership></administrativeInformation>"
    )
    return space.format(inner)


def modelling(inner):
    return f"<modellingAndValidation>{inner}</modellingAndValidation>"


def cas(text):
    return flow(data=f"<f:CASNumber>{text}</f:CASNumber>")


def second(inner="", number='dataSetInternalID="1"', amount="<meanAmount>2</meanAmount>", uuid=OTHER_FLOW):
    return (
        f'<exchange {number}><referenceToFlowDataSet type="flow data set" refObjectId="{uuid}"/>'
        f"<exchangeDirection>Input</exchangeDirection>{amount}{inner}</exchange>"
    )


COMMENT = "//c:generalComment[not(ancestor::p:exchange)]/text()"
APPROACH = "<LCIMethodAndAllocation><LCIMethodApproach>Allocation - mass</LCIMethodApproach></LCIMethodAndAllocation>"
TREATMENT = "<dataSourcesTreatmentAndRepresentativeness>{}</dataSourcesTreatmentAndRepresentativeness>"
LONG = "limestone " * 60
ALLOCATION = '<allocations><allocation internalReferenceToCoProduct="0" allocatedFraction="{}"/></allocations>'
DERIVATION = "<dataDerivationTypeStatus>{}</dataDerivationTypeStatus>"

SAFE = [
    ("XW-R001", process(more=modelling(APPROACH)), "//p:LCIMethodApproaches/text()", ["Allocation - mass"]),
    (
        "XW-R002",
        process(data="<generalComment xml:lang='en'>clinker</generalComment>"),
        "//p:dataSetInformation/c:generalComment/text()",
        ["clinker"],
    ),
    ("XW-R002", process(exchange="<ResultingAmount>1.0</ResultingAmount>"), "//p:resultingAmount/text()", ["1.0"]),
    (
        "XW-R003",
        process(data="<referenceToReferenceFlow>1</referenceToReferenceFlow>"),
        "//p:quantitativeReference/p:referenceToReferenceFlow/text()",
        ["0", "1"],
    ),
    (
        "XW-R003",
        process(
            more=ownership(
                f'<common:referenceToOwnershipOfDataSet type="contact data set" refObjectId="{OTHER_FLOW}"/>'
                '<common:shortDescription xml:lang="en">owner</common:shortDescription>'
            )
        ),
        "//c:referenceToOwnershipOfDataSet/c:shortDescription/text()",
        ["owner"],
    ),
    (
        "XW-R004",
        process(
            more=modelling('<completeness><common:other xml:lang="en">a.b@example.org</common:other></completeness>')
        ),
        "//c:other | //text()[contains(., '@')]",
        [],
    ),
    (
        "XW-R005",
        process(more=modelling("<completeness><common:other>包括所有原料；联系 a@b.cn</common:other></completeness>")),
        "//c:generalComment[@xml:lang='zh']/text()",
        ["[completeness, other] 包括所有原料；联系 （邮箱地址）"],
    ),
    (
        "XW-R005",
        process(more=modelling("<completeness><common:other>stray<x:kept/></common:other></completeness>")),
        "name(//c:other/*)",
        "x:kept",
    ),
    ("XW-R006", process(root="<common:other/>"), "count(//c:other)", 0),
    ("XW-R007", process(exchange=DERIVATION.format("")), "count(//p:dataDerivationTypeStatus)", 0),
    ("XW-R008", process(exchange="<minimumAmount> </minimumAmount>"), "count(//p:minimumAmount)", 0),
    ("XW-R008", process(reference='version=""'), "count(//@version[. = ''])", 0),
    ("XW-R008", process(exchange="<allocations/>"), "count(//p:allocations)", 0),
    (
        "XW-R009",
        process(exchange=DERIVATION.format(" Measured\n")),
        "//p:dataDerivationTypeStatus/text()",
        ["Measured"],
    ),
    ("XW-R010", process(more=ownership("<common:copyright>TRUE</common:copyright>")), "//c:copyright/text()", ["true"]),
    ("XW-R010", process(more=ownership("<common:copyright>否</common:copyright>")), "//c:copyright/text()", ["false"]),
    (
        "XW-R011",
        process(exchanges=second(uuid="{" + OTHER_FLOW.upper() + "}")),
        "//p:exchange[2]/p:referenceToFlowDataSet/@refObjectId",
        [OTHER_FLOW],
    ),
    ("XW-R012", process(exchange=DERIVATION.format("MEASURED")), "//p:dataDerivationTypeStatus/text()", ["Measured"]),
    ("XW-R013", flow(version="00.01.05"), "//c:dataSetVersion/text()", ["00.01.005"]),
    ("XW-R013", process(reference='version="1.2"'), "//p:referenceToFlowDataSet/@version", ["01.02"]),
    ("XW-R014", cas("00007664-93-9"), "//f:CASNumber/text()", ["007664-93-9"]),
    ("XW-R015", process(exchange="<resultingAmount>−１．５</resultingAmount>"), "//p:resultingAmount/text()", ["-1.5"]),
    (
        "XW-R015",
        process(exchange="<resultingAmount>12 345.6</resultingAmount>"),
        "//p:resultingAmount/text()",
        ["12345.6"],
    ),
    ("XW-R015", process(exchange=ALLOCATION.format("62.5%")), "//@allocatedFraction", ["62.5"]),
    ("XW-R015", process(exchange=ALLOCATION.format("5E1")), "//@allocatedFraction", ["50"]),
    (
        "XW-R016",
        process(more=ownership("<common:dateOfLastRevision>2024-02-29 08:00:00</common:dateOfLastRevision>")),
        "//c:dateOfLastRevision/text()",
        ["2024-02-29T08:00:00"],
    ),
    (
        "XW-R018",
        process(exchanges=second().replace('type="flow data set" ', "")),
        "//p:exchange[2]/p:referenceToFlowDataSet/@type",
        ["flow data set"],
    ),
    (
        "XW-R019",
        process(data="<common:generalComment>熟料</common:generalComment>"),
        "//c:generalComment/@xml:lang",
        ["zh"],
    ),
    (
        "XW-R020",
        process(data="<common:generalComment xml:lang='zh_CN'>熟料</common:generalComment>"),
        "//c:generalComment/@xml:lang",
        ["zh"],
    ),
    (
        "XW-R025",
        process(exchange='<resultingAmount xml:lang="en">1</resultingAmount>'),
        "//p:resultingAmount/@xml:lang",
        [],
    ),
    (
        "XW-R021",
        process(data="<common:generalComment xml:lang='en'>kiln</common:generalComment>" * 2),
        COMMENT,
        ["kiln"],
    ),
    (
        "XW-R022",
        process(root=f"<exchanges>{second()}</exchanges>"),
        "//p:exchanges/p:exchange/@dataSetInternalID",
        ["0", "1"],
    ),
    (
        "XW-R023",
        process(data="".join(f"<common:synonyms xml:lang='en'>{word}</common:synonyms>" for word in ("OPC", "CEM I"))),
        "//c:synonyms/text()",
        ["OPC\nCEM I"],
    ),
    (
        "XW-R024",
        process(exchange=f'<generalComment xml:lang="en">{LONG}</generalComment>'),
        "//c:generalComment/text()",
        [f"[exchange 0, generalComment] {LONG.strip()}"],
    ),
    (
        "XW-R059",
        process(exchange="<functionType>General reminder flow</functionType><!-- of it --><location>CN</location>"),
        "//p:exchange/*/@type | //p:exchange/*[position() > 1]",
        None,
    ),
]

LISTED = [
    ("XW-R040", cas("-"), "count(//f:CASNumber)", 0),
    ("XW-R040", cas("[7664-93-9]"), "//f:CASNumber/text()", ["007664-93-9"]),
    ("XW-R040", cas("64-17-5 (Ethanol)"), "//f:CASNumber/text()", ["000064-17-5"]),
    ("XW-R040", cas("64-17-5 (Ethanol)"), COMMENT, ["[dataSetInformation, CASNumber] 64-17-5 (Ethanol)"]),
    ("XW-R040", cas("64-17-5; 67-56-1"), COMMENT, ["[dataSetInformation, CASNumber] 64-17-5; 67-56-1"]),
    ("XW-R040", cas("CID 24816"), "count(//f:CASNumber)", 0),
    ("XW-R041", cas("7664-93-9"), "//f:CASNumber/text()", ["007664-93-9"]),
    (
        "XW-R042",
        process(more=ownership("<common:copyright>['opt4ROkqig']</common:copyright>")),
        "//c:accessRestrictions/text()",
        ["[publicationAndOwnership, copyright] ['opt4ROkqig']"],
    ),
    (
        "XW-R043",
        process(
            more=modelling(
                "<LCIMethodAndAllocation><LCIMethodPrinciple>Consequential with attributional</LCIMethodPrinciple>"
                "</LCIMethodAndAllocation>"
            )
        ),
        "//p:LCIMethodPrinciple/text()",
        ["Consequential with attributional components"],
    ),
    (
        "XW-R044",
        process(exchange=DERIVATION.format("Software or database")),
        "//p:exchange/p:generalComment/text()",
        ["[exchange 0, dataDerivationTypeStatus] Software or database"],
    ),
    ("XW-R045", process(exchange="<resultingAmount>1,5</resultingAmount>"), "//p:resultingAmount/text()", ["1.5"]),
    (
        "XW-R045",
        process(exchange="<resultingAmount>1.83+03</resultingAmount>"),
        "//p:resultingAmount/text()",
        ["1.83E+03"],
    ),
    ("XW-R046", process(exchange=ALLOCATION.format("33.333333")), "//@allocatedFraction", ["33.333"]),
    (
        "XW-R047",
        process(more=ownership("<common:dateOfLastRevision>spring 2023</common:dateOfLastRevision>")),
        COMMENT,
        ["[publicationAndOwnership, dateOfLastRevision] spring 2023"],
    ),
    (
        "XW-R048",
        process(exchange=DERIVATION.format("Measured") + DERIVATION.format("Estimated")),
        "//p:exchange/p:generalComment/text()",
        ["[exchange 0, dataDerivationTypeStatus] Estimated"],
    ),
    (
        "XW-R049",
        process(exchanges=second(amount="<resultingAmount>3.10</resultingAmount>")),
        "//p:exchange[2]/p:meanAmount/text()",
        ["3.10"],
    ),
    ("XW-R050", process(exchanges=second(number='dataSetInternalID="0"')), "//@dataSetInternalID", ["0", "1"]),
    ("XW-R050", process(exchanges=second(number="")), "//@dataSetInternalID", ["0", "1"]),
    (
        "XW-R051",
        process(
            more=modelling(TREATMENT.format('<referenceToDataSource type="source data set" refObjectId="#REF!"/>'))
        ),
        "//p:referenceToDataSource/@refObjectId",
        [],
    ),
    (
        "XW-R052",
        process(exchanges=second(uuid="钢渣")),
        "//p:exchange[2]/p:referenceToFlowDataSet/@refObjectId",
        [derive_uuid("flow data set", "钢渣")],
    ),
    (
        "XW-R052",
        process(exchanges=second(uuid="钢渣")),
        "//p:exchange[2]//c:shortDescription[@xml:lang='zh']/text()",
        ["钢渣"],
    ),
    (
        "XW-R052",
        process(exchanges=second(uuid=f"{OTHER_FLOW} Textile")),
        "//p:exchange[2]/p:referenceToFlowDataSet/@refObjectId",
        [OTHER_FLOW],
    ),
    ("XW-R055", process(location="SD-CN"), "//@location", ["CN-SD"]),
    ("XW-R055", process(location="SZ-JS-CN"), "//@location", ["CN-JS-SZH"]),
    (
        "XW-R055",
        process(exchange="", exchanges=second("<location>NMG-CN</location>")),
        "//p:location/text()",
        ["CN-NM"],
    ),
    (
        "XW-R057",
        process(data="<common:generalComment xml:lang='en'>回转窑，5000 t/d</common:generalComment>"),
        "//c:generalComment/@xml:lang",
        ["zh"],
    ),
    (
        "XW-R058",
        process(
            data="".join(
                f"<common:synonyms xml:lang='{code}'>Portland cement</common:synonyms>" for code in ("en", "zh")
            )
        ),
        "//c:synonyms/@xml:lang",
        ["en"],
    ),
    (
        "XW-R060",
        process(more=ownership("<common:dateOfLastRevision>2015-30-06T12:00:00Z</common:dateOfLastRevision>")),
        "//c:dateOfLastRevision/text()",
        ["2015-06-30T12:00:00Z"],
    ),
]


def kind_of(root):
    return {"processDataSet": "process", "flowDataSet": "flow"}[etree.QName(root).localname]


def ask(root, path):
    found = root.xpath(path, namespaces=NAMES)
    return [str(item) for item in found] if isinstance(found, list) else found


@pytest.mark.parametrize(("code", "root", "path", "expected"), SAFE)
def test_a_safe_repair(code, root, path, expected):
    root = copy.deepcopy(root)
    waiting = count_safe(root, kind_of(root))
    done = repair(root, kind_of(root), "safe")
    assert code in {item.code for item in done}
    assert waiting == len(done)
    if expected is not None:
        assert ask(root, path) == expected
    assert repair(root, kind_of(root), "safe") == []


@pytest.mark.parametrize(("code", "root", "path", "expected"), LISTED)
def test_a_listed_repair(code, root, path, expected):
    root = copy.deepcopy(root)
    assert code not in {item.code for item in repair(copy.deepcopy(root), kind_of(root), "safe")}
    done = repair(root, kind_of(root), "listed")
    assert code in {item.code for item in done}
    assert ask(root, path) == expected
    assert repair(root, kind_of(root), "listed") == []


def test_elements_are_put_in_order_with_their_comments_and_layout():
    root = process(exchange="<functionType>General reminder flow</functionType><!-- where --><location>CN</location>")
    before = len(etree.tostring(root))
    [done] = repair(root, "process", "safe")
    exchange = root.find(f".//{{{NAMES['p']}}}exchange")
    assert [etree.QName(child).localname if isinstance(child.tag, str) else "!" for child in exchange] == [
        "referenceToFlowDataSet",
        "!",
        "location",
        "functionType",
        "exchangeDirection",
        "meanAmount",
    ]
    assert done.place.pointer == "/processDataSet/exchanges/exchange"
    assert len(etree.tostring(root)) == before


def test_an_over_long_text_leaves_its_beginning_and_a_pointer():
    root = process(exchange=f'<generalComment xml:lang="zh">{"石灰石" * 200}</generalComment>')
    repair(root, "process", "safe")
    [left] = ask(root, "//p:exchange/p:generalComment/text()")
    assert left.startswith("石灰石石灰石")
    assert left.endswith("…（全文见数据集总注释：exchange 0, generalComment）")
    assert len(left) <= 500


def test_an_ambiguous_comma_stays():
    root = process(exchange="<meanAmount>1,500</meanAmount>".replace("mean", "resulting"))
    repair(root, "process", "listed")
    assert "1,500" in "".join(root.itertext())
    assert ask(root, "//p:resultingAmount") == []


@pytest.mark.parametrize("text", ["10²", "10⁻¹²", "12345 678", "0.5 123", "1_000", "1.5万"])
def test_a_number_with_another_reading_is_not_respelled(text):
    root = process(exchange=f"<resultingAmount>{text}</resultingAmount>")
    assert "XW-R015" not in {item.code for item in repair(root, "process", "safe")}
    assert not {"XW-R015", "XW-R045"} & {item.code for item in repair(root, "process", "listed")}
    assert text in "".join(root.itertext())


def test_an_exchange_without_any_amount_is_left_as_it_is():
    root = process(exchanges=second(amount=""))
    assert repair(root, "process", "listed") == []


def test_a_number_beyond_all_measure_is_not_counted_on_from():
    root = process(exchanges=second(number=f'dataSetInternalID="{"9" * 5000}"') + second(number=""))
    repair(root, "process", "listed")
    assert ask(root, "//p:exchange[3]/@dataSetInternalID") == ["1"]


def test_a_province_goes_into_words_for_the_eu_list():
    root = process(location="SD-CN", exchanges=second("<location>ZB-SD-CN</location>"))
    done = repair(root, "process", "listed", Surroundings(locations="eu"))
    assert [item.code for item in done] == ["XW-R056", "XW-R056", "XW-R059"]
    assert ask(root, "//@location | //p:location/text()") == ["CN", "CN"]
    assert ask(root, "//p:descriptionOfRestrictions/text()") == ["山东省（CN-SD）", "Shandong (CN-SD)"]
    assert ask(root, "//p:exchange/p:generalComment/text()") == [
        "[地点] 山东省淄博市（CN-SD-ZBO）",
        "[location] Zibo, Shandong (CN-SD-ZBO)",
    ]


@pytest.mark.parametrize("code", ["RER", "GLO", "DE", "EU-27", "TW"])
def test_codes_of_the_eu_list_stay(code):
    assert repair(process(location=code), "process", "listed", Surroundings(locations="eu")) == []


def test_a_dangling_flow_is_relinked_by_a_reviewed_mapping():
    around = Surroundings(
        known=lambda kind, uuid: uuid == OTHER_FLOW, relinks={FLOW: (OTHER_FLOW, "03.00.004", {"zh": "水泥熟料"})}
    )
    root = process(reference='version="01.00.000"')
    [done] = repair(root, "process", "listed", around)
    assert (done.code, done.before, done.after) == ("XW-R053", f"{FLOW}; 01.00.000", OTHER_FLOW)
    assert ask(root, "//p:referenceToFlowDataSet/@*[name() != 'type']") == [OTHER_FLOW, "03.00.004"]
    assert ask(root, "//p:referenceToFlowDataSet/c:shortDescription/text()") == ["cement", "水泥熟料"]
    assert list(stubs(root, "process", around)) == []


def test_a_dangling_flow_gets_a_stub_with_all_that_is_said_of_it():
    root = process(reference='version="01.02.000"', exchange='<generalComment xml:lang="zh">散装水泥</generalComment>')
    around = Surroundings(known=lambda kind, uuid: False)
    before = etree.tostring(root)
    [done] = repair(root, "process", "listed", around)
    assert (done.code, done.before) == ("XW-R054", FLOW)
    assert etree.tostring(root) == before
    [(uuid, made)] = list(stubs(root, "process", around))
    assert uuid == FLOW
    assert ask(made, "//c:UUID/text() | //f:baseName/text() | //c:dataSetVersion/text()") == [
        FLOW,
        "cement",
        "01.02.000",
    ]
    comment = ask(made, "//c:generalComment[@xml:lang='zh']/text()")[0]
    assert UUID in comment
    assert comment.endswith("散装水泥")
    assert not ask(made, "//f:typeOfDataSet | //f:flowProperties")


def test_a_stub_needs_a_uuid():
    root = process(exchanges=second(uuid="slag"))
    exchange = root.findall(f".//{{{NAMES['p']}}}exchange")[1]
    with pytest.raises(ValueError, match="slag"):
        stub_flow(exchange[0], exchange)


def test_the_repaired_file_says_what_was_repaired():
    root = process(exchange=DERIVATION.format(""))
    note(root, [item.code for item in repair(root, "process", "safe")])
    assert root[-1].text == " crosswalk repairs: XW-R007 empty term (1) "
    assert repair(root, "process", "listed") == []


def test_nothing_is_done_at_level_off():
    root = process(exchange=DERIVATION.format(""))
    assert LEVELS[0] == "off"
    assert repair(root, "process", "off") == []


def test_an_epd_keeps_its_type_and_its_extensions():
    inner = "<LCIMethodAndAllocation><typeOfDataSet>EPD</typeOfDataSet></LCIMethodAndAllocation>"
    root = process(more=modelling(inner), exchange="<common:other><x:amount module='A1-A3'>3</x:amount></common:other>")
    before = etree.tostring(root)
    assert repair(root, "process", "listed") == []
    assert etree.tostring(root) == before


def test_any_prefix_and_foreign_attributes_stay():
    text = etree.tostring(flow(version="00.01.05"))
    root = etree.fromstring(text)
    repair(root, "flow", "safe")
    assert etree.tostring(root) == text.replace(b"00.01.05", b"00.01.005")


def test_catalogue_and_finders_agree():
    assert list(entries()) == list(FINDERS)
    assert {entry.level for entry in entries().values()} == {"safe", "listed"}
    assert not [entry.code for entry in entries().values() if entry.level == "safe" and entry.changes_value]
    tested = {case[0] for case in [*SAFE, *LISTED]} | {"XW-R017", "XW-R053", "XW-R054", "XW-R056"}
    assert tested == set(entries())


def test_coordinates_are_parted_by_a_semicolon():
    root = process(geography="", location='CN" latitudeAndLongitude="36.80,118.05')
    [done] = repair(root, "process", "safe")
    assert (done.code, done.after) == ("XW-R017", "36.80;118.05")
