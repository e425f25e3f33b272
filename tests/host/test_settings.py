import pytest

from bnviz.host import Host, HostError, host
from bnviz.host.settings import PREFIX


def test_each_setting_is_an_environment_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BNVIZ_TURN_SECONDS", "3.5")
    monkeypatch.setenv("BNVIZ_EXECUTOR", "workers")
    monkeypatch.setenv("BNVIZ_METRICS", "true")
    found = host()
    assert (found.turn_seconds, found.executor, found.metrics) == (3.5, "workers", True)


def test_an_empty_variable_is_none_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Host.model_fields:
        monkeypatch.delenv(PREFIX + name.upper(), raising=False)
    plain = host()
    for name in Host.model_fields:
        monkeypatch.setenv(PREFIX + name.upper(), "")
    assert host() == plain


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        ("BNVIZ_WORKERS", "0"),
        ("BNVIZ_WORKERS", "many"),
        ("BNVIZ_EXECUTOR", "magic"),
        ("BNVIZ_RUN_MINUTES", "-1"),
        ("BNVIZ_TURN_SECONDS", "nan"),
        ("BNVIZ_METRICS", "perhaps"),
        ("BNVIZ_ALLOWED_HOSTS", "bn.example.org, other"),
        ("BNVIZ_EMBED_FROM", "https://a.example; script-src *"),
        ("BNVIZ_LOG", "xml"),
    ],
)
def test_a_bad_setting_is_refused_in_one_sentence_that_names_it(
    monkeypatch: pytest.MonkeyPatch, variable: str, text: str
) -> None:
    monkeypatch.setenv(variable, text)
    with pytest.raises(HostError) as refused:
        host()
    said = str(refused.value)
    assert said.startswith(f'{variable}: "{text}" is not allowed: ')
    assert "\n" not in said


def test_every_setting_is_described() -> None:
    assert all(field.description for field in Host.model_fields.values())
