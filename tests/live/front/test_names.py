"""The parts of widgets get names, and a group is shown while its button is pressed."""

import pytest

from nnlib.live.front import style_text
from tests.live.page import SLACK

# As ipywidgets builds a slider and a group. A group's button is a ToggleButton: its class says if
# it is pressed.
BOX = """
<div class="nn-explorer">
  <div class="widget-hslider">
    <label class="widget-label">learning rate</label>
    <div class="noUi-handle" role="slider" aria-valuetext="10"></div>
    <div class="widget-readout">0.1</div>
  </div>
  <div class="nn-groups">
    <div class="nn-group">
      <button class="jupyter-button nn-fold">Data</button>
      <div class="nn-controls"><p class="nn-control">noise</p></div>
    </div>
    <div class="nn-group">
      <button class="jupyter-button nn-fold">Training</button>
      <div class="nn-controls"><p class="nn-control">batch size</p></div>
    </div>
  </div>
</div>
"""


@pytest.fixture
def box(page):
    page.add_style_tag(content=style_text())
    page.evaluate(
        """async (html) => {
          document.body.innerHTML = html;
          const box = document.querySelector(".nn-explorer");
          for (const fold of box.querySelectorAll(".nn-fold")) {
            fold.addEventListener("click", () => fold.classList.toggle("mod-active"));
          }
          const { nameParts } = await import("./names.js");
          nameParts(box, []);
        }""",
        BOX,
    )
    return page.locator(".nn-explorer")


def test_a_group_is_shown_while_its_button_is_pressed_and_the_button_says_so(box):
    fold = box.get_by_role("button", name="Training")
    inside = box.get_by_text("batch size")
    assert fold.get_attribute("aria-expanded") == "false"
    assert inside.is_hidden()
    fold.click()
    inside.wait_for(state="visible")
    assert fold.get_attribute("aria-expanded") == "true"
    assert box.get_by_text("noise").is_hidden()
    fold.click()
    inside.wait_for(state="hidden")
    assert fold.get_attribute("aria-expanded") == "false"


def test_a_group_has_the_name_of_its_button(box):
    box.get_by_role("button", name="Data").click()
    group = box.get_by_role("group", name="Data")
    assert group.text_content() == "noise"


def test_what_is_unfolded_stands_below_all_buttons_in_the_order_of_the_groups(box):
    buttons = [box.get_by_role("button", name=name) for name in ("Data", "Training")]
    before = [button.bounding_box() for button in buttons]
    for button in reversed(buttons):
        button.click()
    for button, box_before in zip(buttons, before, strict=True):
        assert button.bounding_box() == pytest.approx(box_before, abs=SLACK)
    noise, batch = (box.get_by_text(text).bounding_box() for text in ("noise", "batch size"))
    assert before[1]["y"] + before[1]["height"] < noise["y"] < batch["y"]


def test_a_slider_tells_its_name_and_the_value_that_is_shown(box):
    handle = box.get_by_role("slider", name="learning rate")
    assert handle.get_attribute("aria-valuetext") == "0.1"
    # As noUiSlider and ipywidgets do it when the slider moves.
    handle.evaluate(
        """(handle) => {
          handle.setAttribute("aria-valuetext", "11");
          handle.nextElementSibling.textContent = "0.12";
        }"""
    )
    assert handle.get_attribute("aria-valuetext") == "0.12"
