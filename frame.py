"""The frame of every page: what `app.py` serves."""

import streamlit as st

from bnviz.ui.assets import ICON, LOGO, PAGE_STYLE, PRINT_STYLE
from bnviz.ui.errors import errors_told
from bnviz.ui.frame import chosen_page
from bnviz.ui.tongue import arrive, language_switch, tell_refused
from bnviz.ui.within_reach import within_reach

arrive()
page = chosen_page()
st.logo(LOGO, icon_image=ICON)
st.html(PAGE_STYLE)
st.html(PRINT_STYLE)
within_reach()
language_switch()
tell_refused()
with errors_told():
    page.run()
