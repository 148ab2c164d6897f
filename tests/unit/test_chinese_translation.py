"""Systematic Chinese names as English ones: expected names are those of chemistry, not of our own output."""

from __future__ import annotations

import pytest

from crosswalk.mapping.names.folding import fold, key_of
from crosswalk.mapping.names.translation import translate_chinese

NAMES = [
    ("丙酸甲酯", "methyl propionate"),
    ("邻苯二甲酸二乙酯", "diethyl phthalate"),
    ("己二酸二(2-乙基己基)酯", "bis(2-ethylhexyl) adipate"),
    ("磷酸三(2-氯乙基)酯", "tris(2-chloroethyl) phosphate"),
    ("甲基丙烯酸2-羟乙酯", "2-hydroxyethyl methacrylate"),
    ("碳酸乙烯酯", "ethylene carbonate"),
    ("三乙酸甘油酯", "propane-1,2,3-triyl triacetate"),
    ("甲苯-2,4-二异氰酸酯", "toluene-2,4-diisocyanate"),
    ("氯甲酸乙酯", "ethyl chloroformate"),
    ("正硅酸四乙酯", "tetraethyl orthosilicate"),
    ("2,4-二氯苯氧乙酸", "(2,4-dichlorophenoxy)acetic acid"),
    ("2-甲基-4-氯苯氧乙酸", "(4-chloro-2-methylphenoxy)acetic acid"),
    ("对硝基苯甲酸", "4-nitrobenzoic acid"),
    ("3-吡啶甲酸", "pyridine-3-carboxylic acid"),
    ("2-丁烯酸", "but-2-enoic acid"),
    ("十四烷二酸", "tetradecanedioic acid"),
    ("三氟甲磺酸", "trifluoromethanesulfonic acid"),
    ("N,N-二甲基乙酰胺", "N,N-dimethylacetamide"),
    ("对甲苯磺酰氯", "4-methylbenzenesulfonyl chloride"),
    ("2-丁醇", "butan-2-ol"),
    ("2-丁醇", "2-butanol"),
    ("1,4-丁二醇", "butane-1,4-diol"),
    ("2-甲基-2,4-戊二醇", "2-methylpentane-2,4-diol"),
    ("4-甲基-3-戊烯-2-酮", "4-methylpent-3-en-2-one"),
    ("2-乙基-1-己醇", "2-ethylhexan-1-ol"),
    ("叔丁醇", "2-methylpropan-2-ol"),
    ("正丁胺", "butan-1-amine"),
    ("二异丙胺", "diisopropylamine"),
    ("N,N-二乙基苯胺", "N,N-diethylaniline"),
    ("2,6-二叔丁基对甲酚", "2,6-di-tert-butyl-p-cresol"),
    ("邻硝基甲苯", "2-nitrotoluene"),
    ("间二氯苯", "1,3-dichlorobenzene"),
    ("对氯硝基苯", "1-chloro-4-nitrobenzene"),
    ("2,4-二硝基氯苯", "1-chloro-2,4-dinitrobenzene"),
    ("4-氯-3-甲基苯酚", "4-chloro-3-methylphenol"),
    ("3,4-二氯苯胺", "3,4-dichloroaniline"),
    ("1,1,2,2-四氯乙烷", "1,1,2,2-tetrachloroethane"),
    ("六氯-1,3-丁二烯", "hexachloro-1,3-butadiene"),
    ("2-氯-6-(三氯甲基)吡啶", "2-chloro-6-(trichloromethyl)pyridine"),
    ("苯并[k]荧蒽", "benzo[k]fluoranthene"),
    ("乙基叔丁基醚", "tert-butyl ethyl ether"),
    ("二乙二醇单乙醚", "2-(2-ethoxyethoxy)ethanol"),
    ("甲基异丁基酮", "isobutyl methyl ketone"),
    ("叔丁基过氧化氢", "tert-butyl hydroperoxide"),
    ("八甲基环四硅氧烷", "octamethylcyclotetrasiloxane"),
    ("甲基三氯硅烷", "trichloromethylsilane"),
    ("四丁基溴化铵", "tetrabutylammonium bromide"),
    ("二乙基锌", "diethylzinc"),
    ("乙醇钾", "potassium ethoxide"),
    ("硫酸铝", "aluminium sulfate"),
    ("硫酸铝", "dialuminium tris(sulfate)"),
    ("磷酸氢二钠", "disodium hydrogen phosphate"),
    ("硫酸亚锡", "tin(II) sulfate"),
    ("重铬酸钾", "potassium dichromate"),
    ("过硫酸铵", "ammonium persulfate"),
    ("十二烷基苯磺酸钙", "calcium dodecylbenzenesulfonate"),
    ("三氧化二铬", "chromium(III) oxide"),
    ("二氧化锰", "manganese dioxide"),
    ("五氯化磷", "phosphorus pentachloride"),
    ("六氟化铀", "uranium hexafluoride"),
    ("氢氧化钡", "barium hydroxide"),
    ("三溴化硼", "boron tribromide"),
    ("七水硫酸锌", "zinc sulfate heptahydrate"),
    ("邻苯二胺二盐酸盐", "1,2-benzenediamine dihydrochloride"),
    ("丁酮肟", "butanone oxime"),
    ("乙醯丙酮酸乙酯", ""),
    ("草酸二甲酯", "dimethyl oxalate"),
    ("環己烷", "cyclohexane"),
    ("镍", "nickel"),
]


def keys(names):
    """Comparison keys with Roman numerals for charges."""
    return {key_of(fold(name)) for name in names}


@pytest.mark.parametrize(("zh", "en"), [pair for pair in NAMES if pair[1]])
def test_a_systematic_name_is_translated(zh, en):
    assert key_of(fold(en)) in keys(translate_chinese(zh))


@pytest.mark.parametrize(
    "name",
    [
        "草甘膦",
        "车间里的气味",
        "聚乙二醇单油酸酯盐",
        "二氧化某",
        "乙某酸甲酯",
        "",
        "2-",
        "酸",
        "酯",
        "基",
        "(((",
        "乙" * 80,
    ],
)
def test_what_is_not_understood_is_not_guessed(name):
    assert translate_chinese(name) == ()


def test_a_place_is_never_lost():
    for name in translate_chinese("2-氯-4-硝基苯酚"):
        assert "2" in name
        assert "4" in name


def test_an_isomer_is_not_another():
    assert not keys(translate_chinese("邻二甲苯")) & keys(translate_chinese("对二甲苯"))
    assert not keys(translate_chinese("氯化亚铁")) & keys(translate_chinese("三氯化铁"))
    assert not keys(translate_chinese("亚硫酸钠")) & keys(translate_chinese("硫酸钠"))
    assert not keys(translate_chinese("异丁醇")) & keys(translate_chinese("叔丁醇"))
