"""The checks over one dataset: each code on a small tree that has the defect, and silence on one that has not."""

from __future__ import annotations

import json

import pytest

from crosswalk.checks.datasets import SETS
from crosswalk.checks.datasets.values import checker
from crosswalk.core.places import Place
from crosswalk.index.members import read_entry

UUID = "aaaaaaaa-0000-4000-8000-000000000000"
COMMON = "http://lca.jrc.it/ILCD/Common"
SPACES = {
    "process": "http://lca.jrc.it/ILCD/Process",
    "flow": "http://lca.jrc.it/ILCD/Flow",
    "contact": "http://lca.jrc.it/ILCD/Contact",
}


def tree(kind, body, attributes='version="1.1"'):
    data = f'<{kind}DataSet xmlns="{SPACES[kind]}" xmlns:common="{COMMON}" {attributes}>{body}</{kind}DataSet>'
    entry = read_entry("x.xml", data.encode(), Place())
    assert entry.tree is not None, entry.problem
    return entry.tree


def codes(tree, name="content"):
    return {found.code for check in SETS[name] for found in check(tree)}


def process(
    information="", exchanges="", validation="", times="", flow="<referenceToReferenceFlow>0</referenceToReferenceFlow>"
):
    return tree(
        "process",
        f"""<processInformation><dataSetInformation><common:UUID>{UUID}</common:UUID>{information}</dataSetInformation>
        <quantitativeReference type="Reference flow(s)">{flow}</quantitativeReference>{times}</processInformation>
        <modellingAndValidation>{validation}</modellingAndValidation>
        <exchanges><exchange dataSetInternalID="0"><meanAmount>2</meanAmount>{exchanges}</exchange></exchanges>""",
    )


def compliance(overall, review="Not defined", system="0eb2b770-2cb1-43cf-9fbc-215df36fe9f0"):
    return f"""<complianceDeclarations><compliance><common:referenceToComplianceSystem type="source data set"
    refObjectId="{system}"/><common:approvalOfOverallCompliance>{overall}</common:approvalOfOverallCompliance>
    <common:nomenclatureCompliance>{review}</common:nomenclatureCompliance></compliance></complianceDeclarations>"""


REVIEW = '<validation><review type="Independent external review">{}</review></validation>'


def indicators(*values):
    names = (
        "Technological representativeness",
        "Geographical representativeness",
        "Time representativeness",
        "Precision",
        "Overall quality",
    )
    parts = "".join(
        f'<common:dataQualityIndicator name="{name}" value="{value}"/>'
        for name, value in zip(names, values, strict=False)
    )
    return REVIEW.format(f"<common:dataQualityIndicators>{parts}</common:dataQualityIndicators>")


def variable(value):
    return f"""<mathematicalRelations><variableParameter name="v">{value}</variableParameter></mathematicalRelations>"""


GOOD = compliance("Not defined")


def test_a_process_in_order_is_silent():
    assert codes(process(validation=GOOD)) == set()


@pytest.mark.parametrize(
    ("dataset", "code"),
    [
        (process('<name><baseName xml:lang="xx">a</baseName></name>', validation=GOOD), "XW-V020"),
        (process('<name><baseName xml:lang="en">钢</baseName></name>', validation=GOOD), "XW-V023"),
        (process('<name><baseName xml:lang="zh">steel</baseName></name>', validation=GOOD), "XW-V023"),
        (process(exchanges="<resultingAmount>3</resultingAmount>", validation=GOOD), "XW-V030"),
        (
            process(exchanges="<referenceToVariable>v</referenceToVariable>", times=variable(""), validation=GOOD),
            "XW-V031",
        ),
        (
            process(
                exchanges='<allocations><allocation internalReferenceToCoProduct="0" allocatedFraction="60"/>'
                '<allocation internalReferenceToCoProduct="0" allocatedFraction="30"/></allocations>',
                validation=GOOD,
            ),
            "XW-V032",
        ),
        (process(flow="", validation=GOOD), "XW-V036"),
        (process(flow="<referenceToReferenceFlow>0</referenceToReferenceFlow>" * 2, validation=GOOD), "XW-V037"),
        (process(flow="<referenceToReferenceFlow>9</referenceToReferenceFlow>", validation=GOOD), "XW-V038"),
        (
            process(
                exchanges="<uncertaintyDistributionType>log-normal</uncertaintyDistributionType>"
                "<relativeStandardDeviation95In>0.5</relativeStandardDeviation95In>",
                validation=GOOD,
            ),
            "XW-V040",
        ),
        (process(exchanges="<minimumAmount>3</minimumAmount>", validation=GOOD), "XW-V041"),
        (process(exchanges="<maximumAmount>1</maximumAmount>", validation=GOOD), "XW-V041"),
        (
            process(exchanges="<relativeStandardDeviation95In>5</relativeStandardDeviation95In>", validation=GOOD),
            "XW-V042",
        ),
        (
            process(
                exchanges="<uncertaintyDistributionType>normal</uncertaintyDistributionType>"
                "<relativeStandardDeviation95In>-5</relativeStandardDeviation95In>",
                validation=GOOD,
            ),
            "XW-V043",
        ),
        (
            process(
                exchanges="<uncertaintyDistributionType>uniform</uncertaintyDistributionType>"
                "<minimumAmount>1</minimumAmount>",
                validation=GOOD,
            ),
            "XW-V044",
        ),
        (process(validation=compliance("Not defined", system=UUID)), "XW-V060"),
        (process(validation=compliance("Fully compliant")), "XW-V061"),
        (process(), "XW-V062"),
        (process(validation=REVIEW.format("") + compliance("Fully compliant", "Not compliant")), "XW-V063"),
        (process(validation=indicators(*["Very good"] * 4, "Very poor") + GOOD), "XW-V065"),
        (process(validation=indicators("Good", "Good", "Fair", "Good") + GOOD), "XW-V066"),
        (
            process(
                times="<time><common:referenceYear>2020</common:referenceYear>"
                "<common:dataSetValidUntil>2019</common:dataSetValidUntil></time>",
                validation=GOOD,
            ),
            "XW-V080",
        ),
        (
            process(
                times='<geography><locationOfOperationSupplyOrProduction location="XQ-QX"/></geography>',
                validation=GOOD,
            ),
            "XW-V055",
        ),
        (
            process(
                times='<geography><locationOfOperationSupplyOrProduction location="CN-SD"/></geography>',
                validation=GOOD,
            ),
            "XW-V056",
        ),
    ],
)
def test_each_defect_has_its_code(dataset, code):
    assert codes(dataset) == {code}


def test_a_mean_that_is_not_positive_has_no_log_normal():
    body = f"""<processInformation><dataSetInformation><common:UUID>{UUID}</common:UUID></dataSetInformation>
    <quantitativeReference type="Reference flow(s)"><referenceToReferenceFlow>0</referenceToReferenceFlow>
    </quantitativeReference></processInformation><modellingAndValidation>{GOOD}</modellingAndValidation><exchanges>
    <exchange dataSetInternalID="0"><meanAmount>-1</meanAmount>
    <uncertaintyDistributionType>log-normal</uncertaintyDistributionType>
    <relativeStandardDeviation95In>1.5</relativeStandardDeviation95In></exchange></exchanges>"""
    assert codes(tree("process", body)) == {"XW-V045"}
    assert codes(tree("process", body.replace("<meanAmount>-1</meanAmount>", ""))) == {"XW-V033"}


def test_the_resulting_amount_is_the_mean_times_the_variable():
    value = variable("<meanValue>1.5</meanValue>")
    three = "<referenceToVariable>v</referenceToVariable><resultingAmount>3.0</resultingAmount>"
    assert codes(process(exchanges=three, times=value, validation=GOOD)) == set()
    assert codes(process(exchanges=three.replace("3.0", "2"), times=value, validation=GOOD)) == {"XW-V030"}


@pytest.mark.parametrize("text", ["²", "9" * 5000, "x"])
def test_what_is_no_number_is_left_to_the_structure(text):
    allocation = f'<allocations><allocation internalReferenceToCoProduct="0" allocatedFraction="{text}"/></allocations>'
    years = f"<common:referenceYear>{text}</common:referenceYear><common:dataSetValidUntil>1</common:dataSetValidUntil>"
    assert codes(process(exchanges=allocation, times=f"<time>{years}</time>", validation=GOOD)) == set()


def test_a_rating_above_three_breaks_the_limit_for_secondary_data():
    worst = process(validation=indicators("Very poor", "Poor", "Poor", "Poor") + GOOD)
    (found,) = [item for check in SETS["content"] for item in check(worst) if item.code == "XW-V066"]
    assert (found.after, found.params["limit"]) == ("4.25", "3.0")


def flow(information, kind="Elementary flow"):
    return tree(
        "flow",
        f"""<flowInformation><dataSetInformation><common:UUID>{UUID}</common:UUID>{information}</dataSetInformation>
        </flowInformation><modellingAndValidation><LCIMethod><typeOfDataSet>{kind}</typeOfDataSet></LCIMethod>
        </modellingAndValidation>""",
    )


def compartment(*levels, last="Emissions to air, unspecified"):
    titles = ("Emissions", "Emissions to air", last)
    parts = "".join(
        f'<common:category level="{level}">{title}</common:category>'
        for level, title in zip(levels, titles, strict=False)
    )
    return f"""<classificationInformation><common:elementaryFlowCategorization>{parts}
    </common:elementaryFlowCategorization></classificationInformation>"""


def test_flows_their_compartments_and_cas_numbers():
    assert codes(flow(compartment(0, 1, 2) + "<CASNumber>000124-38-9</CASNumber>")) == set()
    assert codes(flow(compartment(0, 1, 2) + "<CASNumber>124-38-8</CASNumber>")) == {"XW-V025"}
    assert codes(flow(compartment(0, 2))) == {"XW-V052"}
    assert codes(flow(compartment(0, 1, 2, last="Emissions to the moon"))) == {"XW-V053"}
    product = flow(compartment(0, 1, 2), "Product flow")
    assert codes(product) == {"XW-V054"}
    assert [item.params["type"] for check in SETS["content"] for item in check(product)] == ["Product flow"]


def test_the_entry_level_names_what_is_missing():
    found = [item for check in SETS["entry-level"] for item in check(process(validation=GOOD))]
    paths = {item.params["path"] for item in found}
    assert "processInformation/time/common:referenceYear" in paths
    assert "exchanges/exchange/dataSourceType" in paths
    assert "exchanges/exchange/meanAmount" not in paths
    assert {item.code for item in found} == {"XW-V070"}


def test_the_english_name_is_asked_for_by_language():
    chinese = process('<name><baseName xml:lang="zh">钢</baseName></name>', validation=GOOD)
    english = process('<name><baseName xml:lang="en">steel</baseName></name>', validation=GOOD)
    path = "processInformation/dataSetInformation/name/baseName"
    lacking = [
        {item.params["path"] for check in SETS["entry-level"] for item in check(one)} for one in (chinese, english)
    ]
    assert path in lacking[0]
    assert path not in lacking[1]


def test_ef_rules_are_met_or_named():
    found = {item.params.get("rule") or item.rule for check in SETS["ef31"] for item in check(process(validation=GOOD))}
    assert "EF-01" not in found
    assert {"EF-02", "EF-05"} <= found


CONTACT = f"""<contactInformation><dataSetInformation><common:UUID>{UUID}</common:UUID>{{}}</dataSetInformation>
</contactInformation><administrativeInformation><publicationAndOwnership>
<common:dataSetVersion>{{}}</common:dataSetVersion></publicationAndOwnership></administrativeInformation>{{}}"""
NAME = '<common:shortName xml:lang="en">a</common:shortName>'


def contact(inside=NAME, version="01.00.000", after="", attributes='version="1.1"'):
    return tree("contact", CONTACT.format(inside, version, after), attributes)


def test_a_contact_in_order_is_silent():
    assert codes(contact(), "structure") == set()


@pytest.mark.parametrize(
    ("dataset", "code"),
    [
        (contact(NAME + "<surname>x</surname>"), "XW-V001"),
        (contact("<email>a@b.c</email>" + NAME), "XW-V002"),
        (contact(NAME + "<email>a@b.c</email>" * 2), "XW-V003"),
        (contact(attributes='version="1.1" kind="x"'), "XW-V005"),
        (contact(attributes=""), "XW-V006"),
        (contact(version="1.0"), "XW-V008"),
        (contact(NAME + "<telephone>" + "1" * 501 + "</telephone>"), "XW-V009"),
        (contact("text" + NAME), "XW-V010"),
        (contact(NAME * 2), "XW-V011"),
        (contact(NAME + "<common:other>text</common:other>"), "XW-V013"),
        (contact(NAME + "<common:other/>"), "XW-V013"),
        (contact(NAME + f"<common:other>{NAME}</common:other>"), "XW-V013"),
    ],
)
def test_each_breach_of_structure_has_its_code(dataset, code):
    assert codes(dataset, "structure") == {code}


def test_missing_parts_values_and_internal_references():
    bare = tree("contact", "")
    assert codes(bare, "structure") == {"XW-V004"}
    wrong = process(
        flow="<referenceToReferenceFlow>9</referenceToReferenceFlow>", exchanges="<dataSourceType>?</dataSourceType>"
    )
    assert codes(wrong, "structure") >= {"XW-V007", "XW-V012"}


def test_extensions_in_their_own_namespace_are_welcome():
    inside = NAME + '<common:other><v:x xmlns:v="urn:v" v:y="1">text<v:z/></v:x></common:other>'
    assert codes(contact(inside, attributes='version="1.1" xmlns:v="urn:v" v:a="1"'), "structure") == set()


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("Perc", ["1.234", "99999", "-0.5", "000100.000"], ["1.2345", "123456", "1e2", "", "x"]),
        ("Real", ["1e5", "-.5", "1.", "INF", " 3 "], ["+INF", "1,5", "", "0x1"]),
        ("Version", ["01.00", "01.00.000"], ["1.0", "00.01.05", "01.00.000.0"]),
        ("Int6", ["0", "-1", "123456", "0000123456"], ["1234567", "1.0", ""]),
        ("dateTime", ["2024-02-29T00:00:00Z", "2024-01-01T24:00:00+14:00"], ["2023-02-29T00:00:00Z", "2024-01-01"]),
        ("boolean", ["true", "0"], ["TRUE", "yes"]),
        ("LevelType", ["0", "-0", "9"], ["-1", "10"]),
        ("xs:anyURI", ["", "../a b.xml", "http://x.y/z?q#f", "urn:a:b", "中.pdf"], ["2020:x", "%zz", "http://[x"]),
    ],
)
def test_values_by_the_rules_of_xml_schema(kind, good, bad):
    assert [text for text in good if checker(kind)(text) is not None] == []
    assert [text for text in bad if checker(kind)(text) is None] == []


def tidas(changes):
    shape = {
        "@xmlns": SPACES["contact"],
        "@xmlns:common": COMMON,
        "@version": "1.1",
        "contactInformation": {
            "dataSetInformation": {"common:UUID": UUID, "common:shortName": {"@xml:lang": "en", "#text": "a"}}
        },
    }
    shape.update(changes)
    entry = read_entry("x.json", json.dumps({"contactDataSet": shape}).encode(), Place())
    return entry.tree


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"contactInformation": "text"}, "XW-V014"),
        ({"contactInformation": [{}]}, "XW-V014"),
        ({"surname": "x"}, "XW-V016"),
        ({"@version": "1.2"}, "XW-V007"),
        ({"@xmlns:c": COMMON}, "XW-V015"),
        ({"administrativeInformation": {"dataEntryBy": {"common:timeStamp": "yesterday"}}}, "XW-V008"),
        ({"administrativeInformation": None}, "XW-V014"),
    ],
)
def test_each_breach_of_tidas_has_its_code(changes, code):
    assert code in codes(tidas(changes), "structure")


def classified(*classes):
    information = {
        "dataSetInformation": {
            "common:UUID": UUID,
            "common:shortName": [{"@xml:lang": "zh", "#text": "steel"}, {"@xml:lang": "zh", "#text": "钢"}],
            "classificationInformation": {
                "common:classification": {
                    "common:class": [
                        {"@level": level, "@classId": name, "#text": title} for level, name, title in classes
                    ]
                }
            },
        }
    }
    return tidas({"contactInformation": information})


def test_tidas_classes_and_languages():
    right = classified(("0", "2", "Organisations"), ("1", "2.1", "Private companies"))
    assert not codes(right, "structure") & {"XW-V050", "XW-V051"}
    assert "XW-V050" in codes(classified(("0", "99", "Organisations")), "structure")
    assert "XW-V051" in codes(classified(("0", "2", "Firms")), "structure")
    assert codes(right) == {"XW-V021", "XW-V022"}
