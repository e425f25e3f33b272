# The app in a container, without a graphics card. See docs/deploy.md.
FROM python:3.11-slim-bookworm AS build
RUN python -m venv /venv
COPY requirements.txt requirements-postgresql.txt /tmp/
# Of torch the build for CPUs: a tenth of the size of that for graphics cards.
RUN /venv/bin/pip install --no-cache-dir --extra-index-url https://download.pytorch.org/whl/cpu \
    --requirement /tmp/requirements.txt --requirement /tmp/requirements-postgresql.txt

FROM python:3.11-slim-bookworm
RUN useradd --uid 10001 --no-create-home --home-dir /data bnviz && install -d -o bnviz /data
COPY --from=build /venv /venv
COPY . /opt/bnviz
WORKDIR /opt/bnviz
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    XDG_CACHE_HOME=/opt/cache \
    BNVIZ_DATABASE_URL=sqlite:////data/runs.sqlite \
    BNVIZ_LOG=json
# MNIST is part of the image: a container that starts needs no network.
RUN python -m bnviz data
USER bnviz
VOLUME /data
EXPOSE 8501
# A minute for the first answer. Whether it can serve visitors is another question: /ready.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["python", "-c", \
    "from urllib.request import urlopen; urlopen('http://127.0.0.1:8501/_stcore/health', timeout=4)"]
CMD ["python", "-m", "streamlit", "run", "app.py", "--server.address=0.0.0.0", "--server.port=8501", \
     "--server.fileWatcherType=none", "--browser.serverAddress=localhost"]
