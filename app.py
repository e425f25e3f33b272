"""bnviz: the app's frame. `streamlit run app.py`, or `./scripts/app`, which installs what it needs first."""

import streamlit as st

from bnviz.data import DataError
from bnviz.runs.database import StoreError
from bnviz.ui.assets import ICON, LOGO, PAGE_STYLE
from bnviz.ui.plain import plain

st.set_page_config(page_title="bnviz: see Batch Normalization", page_icon=ICON, layout="wide")
st.logo(LOGO, icon_image=ICON)
st.html(PAGE_STYLE)
page = st.navigation(
    [
        st.Page("pages/lab.py", title="Training lab", icon=":material/science:", default=True),
        st.Page("pages/measured.py", title="What the plots mean", icon=":material/straighten:"),
    ],
    position="top",
)
try:
    page.run()
except (DataError, StoreError) as error:
    st.error(plain(str(error)))
