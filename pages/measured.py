"""How everything on the lab's page is measured."""

import streamlit as st

from bnviz.lessons.prose import prose

with st.container(width=820):
    st.markdown(prose("measured"))
