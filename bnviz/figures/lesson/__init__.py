"""Figures of the lessons: plain numbers in, plotly figures out."""
