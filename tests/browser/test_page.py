"""The page in a browser: what a reader can do with it, and what an article can not."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Locator, Page, expect
from pyvis.network import Network

from glossograph.emit.page import render

OpenPage = Callable[..., Page]
Payload = dict[str, Any]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
HOSTILE = (
    '</script><script>window.pwned=1</script><img src=x onerror=window.pwned=1> href="javascript:window.pwned=1" \'"`'
    "<a href='https://example.org/'>href</a> &lt;b&gt; {{ 7 * 7 }} <!-- \u2028\u2029 \u202eevil\u2066\u200f \0\ud800"
)
HOSTILE_SHOWN = HOSTILE.replace("\ud800", "\ufffd")


def term(slug: str, labels: dict[str, str], **others: Any) -> Payload:
    """Write one term of a payload; one without definitions is a stub."""
    definitions = others.get("definitions", {})
    return {
        "slug": slug,
        "stub": not definitions,
        "labels": labels,
        "aliases": {},
        "definitions": definitions,
        "keywords": [],
        "articles": {tag: f"{tag}/{slug}.md" for tag in definitions},
        **others,
    }


def payload(terms: list[Payload], links: list[list[Any]], drawn: int) -> Payload:
    """Write a payload whose first `drawn` terms are drawn, in the way in which pyvis says so."""
    network = Network(directed=True)
    for index, each in enumerate(terms[:drawn]):
        x, y = index % 3 * 220, index // 3 * 160
        network.add_node(index, label=each["slug"], title=each["slug"], x=x, y=y, size=16, physics=False)
    for source, target, count, _tags in links:
        if source < drawn and target < drawn:
            network.add_edge(source, target, width=count, title=terms[source]["slug"])
    return {
        "title": "Finance",
        "description": "A glossary for the tests",
        "fallback": "en",
        "languages": [
            {"tag": "en", "name": "English", "direction": "ltr"},
            {"tag": "no", "name": "Norwegian", "direction": "ltr"},
            {"tag": "hi", "name": "Hindi", "direction": "ltr"},
            {"tag": "ar", "name": "Arabic", "direction": "rtl"},
        ],
        "terms": terms,
        "links": links,
        "nodes": network.nodes,
        "edges": network.edges,
        "options": json.loads(network.options.to_json()),
        "without_definition": 0,
    }


def finance() -> Payload:
    """Nine terms, of which the last two are not drawn."""
    terms = [
        term(
            "front-office",
            {"en": "Front office", "no": "Kundeavdeling", "hi": "फ्रंट ऑफिस", "ar": "المكتب الأمامي"},
            definitions={"en": "Deals with clients.", "hi": "ग्राहकों से जुड़ा हिस्सा।", "ar": "يتعامل مع العملاء."},
            keywords=["Banking", "Careers"],
        ),
        term(
            "back-office",
            {"en": "Back office", "no": "Back office", "hi": "बैक ऑफिस", "ar": "المكتب الخلفي"},
            definitions={"en": "Confirms the trade.", "no": "Bekrefter handelen."},
        ),
        term(
            "bond",
            {"en": "Bond", "no": "Obligasjon", "hi": "बॉन्ड", "ar": "السند"},
            aliases={"en": ["Debenture"], "no": ["Lånebevis"]},
            definitions={"en": "A loan that is traded.", "no": "Et lån som omsettes."},
        ),
        term(
            "stockbroker",
            {"en": "Stockbroker", "no": "Aksjemegler", "hi": "स्टॉक ब्रोकर"},
            definitions={"en": "Buys and sells for others.", "no": "Kjøper og selger for andre."},
        ),
        term(
            "central-bank",
            {"en": "Central bank", "no": "Sentralbank", "hi": "केंद्रीय बैंक"},
            aliases={"en": ["Banque centrale européenne"]},
            definitions={"en": "Sets the rate."},
        ),
        term("clearing-house", {"en": "Clearing house"}),
        term("purchase", {"no": "Kjøp"}),
        term("custodian", {"en": "Custodian", "hi": "अभिरक्षक"}, definitions={"en": "Keeps securities safe."}),
        term("nominee", {"en": "Nominee"}),
    ]
    links: list[list[Any]] = [
        [0, 1, 4, ["en", "no", "hi", "ar"]],
        [0, 3, 2, ["en", "hi"]],
        [1, 0, 1, ["en"]],
        [1, 5, 2, ["en", "no"]],
        [3, 2, 1, ["en"]],
        [3, 6, 1, ["no"]],
        [4, 2, 3, ["en", "no", "hi"]],
        [7, 1, 1, ["en"]],
        [7, 8, 1, ["en"]],
        [8, 2, 1, ["en"]],
    ]
    return payload(terms, links, drawn=7)


def written(folder: Path, data: Payload) -> Path:
    """Write the page of a payload."""
    path = folder / "graph.html"
    path.write_text(render(data), encoding="utf-8", newline="\n")
    return path


@pytest.fixture
def page_file(tmp_path: Path) -> Path:
    """Give the page of the finance terms."""
    return written(tmp_path, finance())


def ask(page: Page, question: str, *arguments: str) -> Any:
    """Call a function of `window.glossograph`."""
    return page.evaluate("([name, given]) => window.glossograph[name](...given)", [question, list(arguments)])


def results(page: Page) -> Locator:
    """Point at what the search has found."""
    return page.locator("#results").get_by_role("option")


def search(page: Page, text: str) -> list[str]:
    """Write into the search box and read the results."""
    page.get_by_role("combobox", name="Search").fill(text)
    return results(page).all_inner_texts()


def point(page: Page, slug: str) -> tuple[float, float]:
    """Give the place of a drawn term on the screen."""
    box = page.locator("#network").bounding_box()
    assert box is not None
    at = ask(page, "pointOf", slug)
    return box["x"] + at["x"], box["y"] + at["y"]


def colour(page: Page, slug: str) -> tuple[int, ...]:
    """Read the colour in the middle of a drawn term."""
    read = """slug => {
        const {x, y} = window.glossograph.pointOf(slug), canvas = document.querySelector('canvas');
        const copy = new OffscreenCanvas(1, 1).getContext('2d', {willReadFrequently: true});
        copy.drawImage(canvas, -x * canvas.width / canvas.clientWidth, -y * canvas.height / canvas.clientHeight);
        return [...copy.getImageData(0, 0, 1, 1).data];
    }"""
    page.wait_for_timeout(100)  # the canvas draws in the next frame
    return tuple(page.evaluate(read, slug))


def panel_part(page: Page, heading: str) -> list[str]:
    """Read the lines that stand in the panel under a heading."""
    title = page.locator("#panel h3", has_text=re.compile(f"^{heading}"))
    return title.locator("xpath=following-sibling::*[1]").locator("li, dd").all_inner_texts()


# ---- Opening


def test_the_same_payload_gives_the_same_bytes() -> None:
    upside_down = dict(reversed(finance().items()))
    assert render(finance()) == render(upside_down)


def test_the_page_loads_nothing_and_logs_nothing(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file)
    expect(page).to_have_title("Finance")
    expect(page.locator("#counts")).to_have_text("9 terms · 10 links · 4 languages")


def test_the_policy_allows_no_source_but_the_hashes_of_this_page(page_file: Path) -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page_file.read_text("utf-8"))
    assert policy is not None
    allowed = re.sub(r"&#39;sha256-[\w+/=]{44}&#39;", "HASH", policy[1]).replace("&#39;", "'")
    assert allowed == (
        "default-src 'none'; script-src HASH HASH; style-src HASH; img-src data:; base-uri 'none'; form-action 'none'"
    )


def test_a_page_without_terms_opens(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(written(tmp_path, {**payload([], [], drawn=0), "languages": []}))
    expect(page.locator("#counts")).to_have_text("0 terms · 0 links · 0 languages")


def test_the_page_says_how_much_of_the_graph_is_drawn(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file)
    expect(page.locator("#drawn")).to_have_text("The 7 most linked of 9 terms are drawn; search finds all.")


def test_a_page_that_draws_all_terms_does_not_speak_of_it(open_page: OpenPage, tmp_path: Path) -> None:
    data = finance()
    page = open_page(written(tmp_path, payload(data["terms"], data["links"], drawn=9)))
    expect(page.locator("#drawn")).to_be_hidden()


# ---- Searching


def test_a_hindi_search_finds_front_office(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file)
    assert search(page, "फ्रंट ऑफिस") == ["Front office\nफ्रंट ऑफिस · Hindi"]
    page.keyboard.press("Enter")
    assert ask(page, "selected") == "front-office"
    expect(page.locator("#panel h2")).to_have_text("Front office")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("EUROPEENNE", ["Central bank\nBanque centrale européenne · English"]),
        ("kjop", ["Kjøp\nNorwegian"]),
        ("lanebevis", ["Bond\nLånebevis · Norwegian"]),
        ("clearinghouse", ["Clearing house\nclearing-house · slug"]),
        ("clearing-house", ["Clearing house\nEnglish"]),
        ("المكتب الخلفي", ["Back office\nالمكتب الخلفي · Arabic"]),
        ("बैक", ["Back office\nबैक ऑफिस · Hindi"]),
        ("बक", []),  # without its vowel signs, which are marks, it is another word
        ("no such thing", []),
        ("   ", []),
        ("(", []),
    ],
)
def test_a_search_looks_at_every_name_in_every_language(
    open_page: OpenPage, page_file: Path, query: str, found: list[str]
) -> None:
    assert search(open_page(page_file), query) == found


def test_the_whole_name_comes_before_its_beginning_a_word_and_a_part(open_page: OpenPage, tmp_path: Path) -> None:
    names = ["Vagabond", "Junk bond", "Bond fund", "Bond"]
    terms = [term(f"t{index}", {"en": name}) for index, name in enumerate(names)]
    page = open_page(written(tmp_path, payload(terms, [], drawn=4)))
    assert [line.split("\n")[0] for line in search(page, "bond")] == names[::-1]


def test_a_search_runs_on_the_keyboard_alone(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file)
    box = page.get_by_role("combobox", name="Search")
    page.keyboard.press("/")
    expect(box).to_be_focused()
    page.keyboard.type("office")
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    marked = page.locator("#results").get_by_role("option", selected=True)
    expect(marked).to_have_count(1)
    expect(marked).to_contain_text("Back office")
    assert box.get_attribute("aria-activedescendant") == marked.get_attribute("id")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")  # from the first to the last
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    assert ask(page, "selected") is None
    page.keyboard.press("ArrowDown")  # opens again
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert ask(page, "selected") == "back-office"
    expect(box).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Escape")
    assert ask(page, "selected") is None


def test_a_result_can_be_clicked(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file)
    search(page, "obligasjon")
    results(page).click()
    assert ask(page, "selected") == "bond"
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_a_search_adds_a_term_that_is_not_drawn_with_its_neighbours(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file)
    assert "custodian" not in ask(page, "drawnLabels")
    search(page, "अभिरक्षक")
    page.keyboard.press("Enter")
    assert ask(page, "selected") == "custodian"
    assert {"custodian", "nominee"} <= set(ask(page, "drawnLabels"))
    edges = ask(page, "drawnEdges")
    assert all(edge in edges for edge in (["custodian", "back-office"], ["custodian", "nominee"], ["nominee", "bond"]))
    expect(page.locator("#drawn")).to_be_hidden()  # now all nine are drawn
    assert panel_part(page, "Links to") == ["Back office\nen", "Nominee\nen"]


def test_no_more_than_sixty_neighbours_are_added(open_page: OpenPage, tmp_path: Path) -> None:
    terms = [term(f"t{index}", {"en": f"Term {index}"}) for index in range(200)]
    links: list[list[Any]] = [[199, index, 1, ["en"]] for index in range(199)]
    page = open_page(written(tmp_path, payload(terms, links, drawn=5)), "#term=t199")
    assert len(ask(page, "drawnLabels")) == 5 + 1 + 60
    expect(page.locator("#drawn")).to_have_text("66 of 200 terms are drawn; search finds all.")
    expect(page.locator("#panel .links button")).to_have_count(101)
    page.get_by_role("button", name="Show all 199").click()
    expect(page.locator("#panel .links button")).to_have_count(199)


# ---- Languages


def test_the_language_switch_changes_the_names_that_are_drawn(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file)
    assert ask(page, "drawnLabels")["bond"] == "Bond"
    expect(page.locator("#borrowed")).to_be_visible()  # one term has a Norwegian name alone
    page.locator("#language").select_option("hi")
    names = ask(page, "drawnLabels")
    assert (names["bond"], names["front-office"]) == ("बॉन्ड", "फ्रंट ऑफिस")
    assert names["clearing-house"] == "Clearing house"  # the fallback
    assert names["purchase"] == "Kjøp"  # neither
    assert ask(page, "language") == "hi"
    assert page.url.endswith("#lang=hi")
    page.locator("#language").select_option("en")
    assert ask(page, "drawnLabels")["bond"] == "Bond"
    assert "#" not in page.url


def test_arabic_turns_the_page_around(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file, "#term=front-office")
    before = page.locator("#panel").bounding_box()
    page.locator("#language").select_option("ar")
    after = page.locator("#panel").bounding_box()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    assert before is not None
    assert after is not None
    assert before["x"] > 0 == after["x"]
    expect(page.locator("#panel h2")).to_have_text("المكتب الأمامي")
    expect(page.locator("#panel .definition")).to_have_text("يتعامل مع العملاء.")
    expect(page.locator("#panel dd [lang=ar]")).to_have_attribute("dir", "rtl")
    expect(page.locator("#panel dd [lang=hi]")).to_have_attribute("dir", "ltr")


def test_a_borrowed_name_and_definition_are_marked_with_their_language(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file, "#term=central-bank&lang=ar")
    expect(page.locator("#panel h2 [lang=en]")).to_have_text("Central bank")
    expect(page.locator("#panel h2 .badge")).to_have_text("en")
    expect(page.locator("#panel .definition .badge")).to_have_text("en")
    page.locator("#language").select_option("no")
    expect(page.locator("#panel h2")).to_have_text("Sentralbank")
    expect(page.locator("#panel h2 .badge")).to_have_count(0)
    expect(page.locator("#panel .definition .badge")).to_have_text("en")


# ---- Selecting


def test_a_click_on_a_term_opens_its_panel(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file)
    page.mouse.click(*point(page, "bond"))
    assert ask(page, "selected") == "bond"
    expect(page.locator("#panel h2")).to_have_text("Bond")
    assert panel_part(page, "Names") == ["Bond\nDebenture", "Obligasjon\nLånebevis", "बॉन्ड", "السند"]
    assert panel_part(page, "Linked from 3") == ["Central bank\n3× · en no hi", "Stockbroker\nen", "Nominee\nen"]
    assert panel_part(page, "Articles") == ["en\nen/bond.md", "no\nno/bond.md"]
    page.get_by_role("button", name="Stockbroker").click()
    assert ask(page, "selected") == "stockbroker"
    expect(page.locator("#panel h2")).to_be_focused()
    page.get_by_role("button", name="Close").click()
    assert ask(page, "selected") is None
    expect(page.locator("#panel")).to_be_hidden()


def test_a_stub_says_that_it_has_no_article(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file, "#term=clearing-house")
    expect(page.locator("#panel .kind")).to_have_text("No article yet; known from the links to it")


def test_selecting_dims_all_but_the_neighbourhood_and_escape_undoes_it(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file)
    bright = colour(page, "front-office")
    assert colour(page, "bond") == bright
    assert colour(page, "clearing-house") != bright  # stubs are hollow
    page.mouse.click(*point(page, "front-office"))
    assert colour(page, "stockbroker") == bright
    assert colour(page, "bond") != bright
    page.keyboard.press("Escape")
    assert colour(page, "bond") == bright


def test_an_address_leads_to_a_term_in_a_language_and_back(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file, "#term=stockbroker&lang=hi")
    assert (ask(page, "selected"), ask(page, "language")) == ("stockbroker", "hi")
    page.get_by_role("button", name="बॉन्ड").click()
    assert page.url.endswith("#term=bond&lang=hi")
    page.go_back()
    assert ask(page, "selected") == "stockbroker"
    page.evaluate("location.hash = '#term=no-such-term&lang=xx'")
    expect(page.locator("#panel")).to_be_hidden()
    assert (ask(page, "selected"), ask(page, "language")) == (None, "en")


def test_the_colours_follow_the_system(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file, color_scheme="light")
    ground, node = page.evaluate("getComputedStyle(document.body).backgroundColor"), colour(page, "bond")
    page.emulate_media(color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != ground
    assert colour(page, "bond") != node


@pytest.mark.parametrize("fragment", ["", "#term=front-office", "#term=front-office&lang=ar"])
def test_nothing_is_wider_than_a_phone(open_page: OpenPage, page_file: Path, fragment: str) -> None:
    page = open_page(page_file, fragment, **PHONE)
    search(page, "office")
    wide = """() => [...document.querySelectorAll('body, body *')].filter(each => {
        const {left, right, width} = each.getBoundingClientRect();
        return width && !each.closest('.unseen') && (left < -0.5 || right > innerWidth + 0.5);
    }).map(each => each.outerHTML.slice(0, 80))"""
    assert page.evaluate(wide) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390


# ---- Hostile articles


def hostile() -> Payload:
    """Write a graph in which every text is an attack."""
    attacked = term(
        HOSTILE,
        {"en": HOSTILE, "no": "x" * 10_000, "hi": HOSTILE * 40, "constructor": HOSTILE, HOSTILE: HOSTILE},
        aliases={"en": [HOSTILE], "__proto__": [HOSTILE]},
        definitions={"en": HOSTILE, "__proto__": HOSTILE},
        keywords=[HOSTILE, "constructor"],
        articles={"en": HOSTILE, HOSTILE: HOSTILE},
    )
    links: list[list[Any]] = [[0, 1, 2, ["en", HOSTILE]], [1, 0, 1, [HOSTILE]]]
    data = payload([attacked, term("toString", {"en": "__proto__"})], links, drawn=2)
    languages = [*data["languages"], {"tag": HOSTILE, "name": HOSTILE, "direction": HOSTILE}]
    return {**data, "title": HOSTILE, "description": HOSTILE, "languages": languages}


def assert_nothing_ran(page: Page) -> None:
    """Look for what the hostile text would have done."""
    assert page.evaluate("window.pwned") is None
    assert page.evaluate("({}).pwned") is None
    assert page.locator("img, a, iframe, object, embed, form").count() == 0
    assert page.locator("script").count() == 3


@pytest.mark.parametrize("settings", [{}, PHONE], ids=["desk", "phone"])
def test_hostile_text_is_shown_and_never_run(open_page: OpenPage, tmp_path: Path, settings: Payload) -> None:
    page = open_page(written(tmp_path, hostile()), **settings)
    assert_nothing_ran(page)
    page.mouse.move(*point(page, HOSTILE_SHOWN))
    page.wait_for_timeout(500)  # longer than the delay of a tooltip of vis
    assert_nothing_ran(page)
    page.mouse.click(*point(page, HOSTILE_SHOWN))
    assert ask(page, "selected") is not None
    expect(page.locator("#panel h2")).to_contain_text("<img src=x onerror=window.pwned=1>")
    expect(page.locator("#panel .definition")).to_contain_text("</script><script>window.pwned=1</script>")
    assert_nothing_ran(page)
    page.keyboard.press("Escape")
    assert len(search(page, "onerror")) == 1
    assert_nothing_ran(page)
    page.keyboard.press("Enter")
    for tag in ("no", "hi", "ar", "en"):
        page.locator("#language").select_option(tag)
        assert max(map(len, ask(page, "drawnLabels").values())) < 100
        assert_nothing_ran(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.reload()  # the address now holds the hostile slug
    assert ask(page, "selected") is not None
    assert_nothing_ran(page)


def test_hostile_addresses_do_nothing(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file, f"#{urlencode({'term': HOSTILE, 'lang': HOSTILE}, errors='replace')}&term=__proto__")
    assert ask(page, "selected") is None
    assert_nothing_ran(page)


def test_text_cannot_reorder_the_page_around_it(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(written(tmp_path, hostile()))
    page.mouse.click(*point(page, HOSTILE_SHOWN))
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", page.locator("main").inner_text())


def test_the_data_ends_at_no_hostile_text() -> None:
    data = render(hostile()).split('id="data">')[1].split("</script>")[0]
    assert not re.search("[<>&\u2028\u2029]", data)
    assert data == data.encode().decode()
    assert json.loads(data)["terms"][1] == hostile()["terms"][1]
    assert json.loads(data)["title"] == HOSTILE_SHOWN
