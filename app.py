"""bnviz: the app's frame. `streamlit run app.py`, or `./scripts/app`, which installs what it needs first."""

import streamlit as st

from bnviz.data import DataError
from bnviz.runs.database import StoreError
from bnviz.ui.assets import ICON, LOGO, PAGE_STYLE
from bnviz.ui.frame import chosen_page
from bnviz.ui.plain import plain

page = chosen_page()
st.logo(LOGO, icon_image=ICON)
st.html(PAGE_STYLE)
try:
    page.run()
except (DataError, StoreError) as error:
    st.error(plain(str(error)))
