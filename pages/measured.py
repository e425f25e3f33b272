"""How everything on the lab's page is measured."""

import streamlit as st

from bnviz.lessons.prose import prose
from bnviz.ui.frame import framed

framed()
with st.container(width=820):
    st.markdown(prose("measured"))
