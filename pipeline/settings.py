"""All settings, one frozen class per stage. Unknown keys are refused; every default is the one that the benchmarks use.

Order of precedence: flag > environment (``THROUGHLINE_…``, nested with ``__``) > ``throughline.toml`` > default.
Reading files and the environment happens in ``pipeline.configuration``; this module only says what is allowed.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Section(BaseModel):
    """A group of settings: frozen, and closed to unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class IngestSettings(Section):
    """What counts as an article and as a copy of one."""

    max_article_bytes: int = Field(default=10_000_000, gt=0)
    """A file or line above this is skipped."""
    max_feed_bytes: int = Field(default=50_000_000, gt=0)
    max_feed_items: int = Field(default=50_000, gt=0)
    """Of one feed, from its top."""
    max_sitemap_pages: int = Field(default=200, gt=0)
    """Of one sitemap, the newest."""
    max_search_results: int = Field(default=1_000, gt=0)
    """Of one search at one reading, the newest."""
    search_days: int = Field(default=7, ge=1)
    """How far back the first reading of a search goes; later ones go back to the reading before, and so far at least
    when something of that is to be tried again."""
    full_text: bool = True
    """Whether the page is fetched for entries of feeds that carry only a summary."""
    min_text_characters: int = Field(default=1, ge=1)
    near_duplicate_jaccard: float = Field(default=0.72, gt=0, le=1)
    """Estimated Jaccard similarity of word shingles from which two texts are copies of each other."""
    future_tolerance_days: int = Field(default=2, ge=0)
    """A publication date further ahead than this is not believed."""


class FetchSettings(Section):
    """How the network is used."""

    contact: str = ""
    """A web or mail address for the User-Agent, so that publishers can reach the operator."""
    concurrency: int = Field(default=16, ge=1)
    """Most sources read at the same time; of one host never more than one."""
    min_gap_seconds: float = Field(default=1.0, ge=0)
    """Pause between two requests to the same host; its robots.txt may ask for more."""
    timeout_seconds: float = Field(default=20.0, gt=0)
    """For each step: connecting, waiting for data."""
    deadline_seconds: float = Field(default=60.0, gt=0)
    """For a request as a whole, redirects and further attempts included, waiting for one's turn at a host not."""
    max_bytes: int = Field(default=15_728_640, gt=0)
    """Of a body, after decompression."""
    max_redirects: int = Field(default=5, ge=0)
    attempts: int = Field(default=3, ge=1)
    private_hosts: tuple[str, ...] = ()
    """Hosts that may lead into private networks: names, addresses, or ``*.suffix``. Link-local is never reached."""
    robots_exempt: tuple[str, ...] = ()
    """Hosts whose robots.txt is not asked, because their owner agreed; written as in ``private_hosts``."""


class ExtractionSettings(Section):
    """The child processes that read documents from outside."""

    workers: int = Field(default=0, ge=0)
    """0: as many as there are cores."""
    timeout_seconds: float = Field(default=60.0, gt=0)
    """For one document; a feed of 50,000 entries takes about 20."""
    memory_mb: int = Field(default=1_024, ge=256)
    """Address space of one process."""
    attempts: int = Field(default=3, ge=1)
    """A document that ended its process so often is set aside until it changes."""


class HealthSettings(Section):
    """When a source is read again."""

    first_pause_hours: float = Field(default=1.0, gt=0)
    """After a first failure; each further one doubles it."""
    max_pause_hours: float = Field(default=168.0, gt=0)
    recheck_days: tuple[int, ...] = (1, 3, 7, 30)
    """Ages at which articles that a draft uses are looked at again, in case they were corrected or withdrawn."""


class ChunkSettings(Section):
    """How texts are cut for the embedder; all-MiniLM-L6-v2 reads at most 256 word pieces."""

    max_tokens: int = Field(default=200, ge=16)


class EmbedderSettings(Section):
    """Which embedder, and how it runs."""

    kind: Literal["minilm", "openai"] = "minilm"
    openai_model: str = "text-embedding-3-small"
    openai_dimension: int = 1536
    threads: int = Field(default=0, ge=0)
    """0: as many as there are cores."""


class EventSettings(Section):
    """Fine clusters."""

    neighbors: int = Field(default=10, ge=1)
    dense_weight: float = Field(default=0.3, ge=0, le=1)
    min_similarity: float = Field(default=0.3, ge=0, le=1)
    resolution: float = Field(default=1.0, gt=0)
    """Of the first, fine cut; per hundred articles, so that it means the same in any corpus."""
    split_similarity: float = Field(default=0.3, ge=0, le=1)
    """Clusters whose articles are less alike than this on average are cut again."""
    merge_ratio: float = Field(default=0.82, ge=0, le=1)
    """Clusters merge when they are so nearly as alike to each other as they are within."""
    join_ratio: float = Field(default=0.6, ge=0, le=1)
    """The same for one or two articles and a cluster of more."""
    merge_floor: float = Field(default=0.2, ge=0, le=1)
    """Clusters less alike than this never merge."""
    contrast: float = Field(default=0.22, ge=0, le=1)
    """Clusters are cut where what their articles do not all share falls into parts of at least this modularity."""
    half_life_days: float = Field(default=14.0, gt=0)
    """Similarity of two dated articles halves with every such distance in time beyond the first days."""
    review_growth: float = Field(default=0.05, gt=0)
    """All articles are compared with all again when there are so many more than the last time; until then, new ones
    only with what is near them."""
    quiet_days: int = Field(default=21, ge=1)
    """An event without an article for so many days before the corpus's newest is dormant."""
    seed: int = 20260101


class ThemeSettings(Section):
    """Coarse clusters."""

    neighbors: int = Field(default=15, ge=1)
    """At most; fewer in a small corpus."""
    dense_weight: float = Field(default=0.5, ge=0, le=1)
    min_similarity: float = Field(default=0.18, ge=0, le=1)
    """Events less alike than this are not neighbors."""
    resolution: float = Field(default=0.25, gt=0)
    """Of the first, coarse cut; more in a small corpus."""
    cohesion: float = Field(default=0.3, gt=0)
    """A theme of mean similarity s is cut again if that raises it to s * (1 + s / cohesion): lower means coarser."""
    half_life_days: float = Field(default=60.0, gt=0)
    review_growth: float = Field(default=0.1, gt=0)
    """Events may change their theme when there are so many more events than the last time; until then, only new ones
    are fitted in."""
    quiet_days: int = Field(default=60, ge=1)
    """A theme without an article for so many days before the corpus's newest is dormant."""
    label_terms: int = Field(default=8, ge=1)
    min_domain_similarity: float = Field(default=0.24, ge=0, le=1)
    seed: int = 20260101


class ImportanceSettings(Section):
    """How an event is rated, 1 to 10: weights of the parts, which count relative to each other, and their scales."""

    publishers: float = Field(default=0.22, gt=0, le=1)
    """Never 0, so that there is always something to weigh."""
    source_tier: float = Field(default=0.06, ge=0, le=1)
    novelty: float = Field(default=0.06, ge=0, le=1)
    velocity: float = Field(default=0.24, ge=0, le=1)
    magnitude: float = Field(default=0.14, ge=0, le=1)
    reach: float = Field(default=0.08, ge=0, le=1)
    persistence: float = Field(default=0.2, ge=0, le=1)
    model_opinion: float = Field(default=0.15, ge=0, le=0.2)
    """Share of the whole that a model's opinion has when one was asked for; the others share the rest."""
    asked_events: int = Field(default=0, ge=0)
    """So many of a run's most important new or changed events are shown to the model for its opinion; 0: none."""
    publishers_in_full: int = Field(default=12, ge=2)
    """So many independent publishers earn the full share, as do so many articles, domains and days below."""
    velocity_in_full: int = Field(default=24, ge=2)
    """Independent articles within two days."""
    reach_in_full: int = Field(default=3, ge=2)
    persistence_in_full: int = Field(default=12, ge=2)
    lowest_tier: int = Field(default=4, ge=2)
    """The tier after the last one that earns anything."""
    unranked_source: float = Field(default=0.5, ge=0, le=1)
    """Share of a publisher that no topic ranks: between a good source and a poor one."""


class RelatedSettings(Section):
    """Which events have to do with each other."""

    most: int = Field(default=6, ge=0)
    """Related events of one event."""
    min_similarity: float = Field(default=0.45, ge=0, le=1)
    """Events less alike than this share a name by chance."""
    alone_similarity: float = Field(default=0.6, ge=0, le=1)
    """From here on events are related without a name that both are about."""
    max_similarity: float = Field(default=0.9, ge=0, le=1)
    """Events more alike than this are the same story told again."""


class DossierSettings(Section):
    """Evidence packs."""

    window_days: int = Field(default=75, ge=1)
    """Only what happened in so many days before the theme's newest article is evidence."""
    max_events: int = Field(default=12, ge=1)
    max_evidence: int = Field(default=90, ge=1)
    min_articles: int = Field(default=3, ge=1)
    """Independent articles that a theme needs before a piece is written about it."""
    min_publishers: int = Field(default=0, ge=0)
    """Independent publishers that it needs; articles without a known publisher count for none."""


class PlanSettings(Section):
    """What is written in a run."""

    max_insights: int = Field(default=6, ge=0)
    max_dossiers: int = Field(default=4, ge=1)
    max_connections: int = Field(default=4, ge=0)
    min_connection_strength: float = Field(default=0.3, ge=0, le=1)
    min_new_facts: int = Field(default=4, ge=1)
    """Facts that the last version could not tell, from which on a new one is written."""
    min_new_articles: int = Field(default=2, ge=1)
    """Articles that these must come from."""
    max_repetition: float = Field(default=0.6, ge=0, le=1)
    """A first version is not written when one other piece tells more than this share of its facts."""


class RoleSettings(Section):
    """Which model answers which prompt, by the form of its answer; "": the writer's model."""

    outline: str = ""
    brief: str = ""
    section: str = ""
    connections: str = ""
    timeline: str = ""
    tables: str = ""
    doubts: str = ""
    headline: str = ""
    summary: str = ""
    advice: str = ""
    repair: str = ""
    entailment: str = ""
    theme: str = ""
    importance: str = ""


class PriceSettings(Section):
    """What a model costs, in USD for a million tokens."""

    input: float = Field(ge=0)
    output: float = Field(ge=0)

    def of(self, input_tokens: float, output_tokens: float) -> float:
        """USD for so many tokens."""
        return (input_tokens * self.input + output_tokens * self.output) / 1_000_000


class WriterSettings(Section):
    """Who writes, and with what."""

    kind: Literal["auto", "extractive", "llm"] = "auto"
    """auto: the model when a key or base URL is configured, else extractive."""
    model: str = "gpt-4.1-mini"
    base_url: str = ""
    """Overrides OPENAI_BASE_URL."""
    temperature: float = Field(default=0.2, ge=0, le=2)
    context_tokens: int = Field(default=60_000, ge=2_000)
    """Most tokens a single prompt may have."""
    max_output_tokens: int = Field(default=4_000, ge=256)
    deadline_seconds: float = Field(default=120.0, gt=0)
    """Wall-clock limit of one call, retries not included."""
    attempts: int = Field(default=3, ge=1)
    concurrency: int = Field(default=4, ge=1)
    """Most calls at the same time."""
    requests_per_minute: int = Field(default=0, ge=0)
    """0: as many as there are."""
    tokens_per_minute: int = Field(default=0, ge=0)
    usd_per_million_input: float = Field(default=0.4, ge=0)
    usd_per_million_output: float = Field(default=1.6, ge=0)
    """Prices of every model that ``prices`` does not name."""
    roles: RoleSettings = RoleSettings()
    prices: dict[str, PriceSettings] = {}

    def model_for(self, role: str) -> str:
        """The model that answers prompts of this role."""
        return str(getattr(self.roles, role, "")) or self.model

    def price_of(self, model: str) -> PriceSettings:
        """What this model costs."""
        default = PriceSettings(input=self.usd_per_million_input, output=self.usd_per_million_output)
        return self.prices.get(model, default)


class RunSettings(Section):
    """Ceilings of one run; none where not set, and 0 means that nothing may be spent."""

    max_cost_usd: float | None = Field(default=None, ge=0)
    max_tokens: int | None = Field(default=None, ge=0)

    def reached_by(self, cost_usd: float, tokens: float) -> bool:
        """Whether whoever spent so much may spend no more."""
        over_cost = self.max_cost_usd is not None and cost_usd >= self.max_cost_usd
        return over_cost or (self.max_tokens is not None and tokens >= self.max_tokens)

    def exceeded_by(self, cost_usd: float, tokens: float) -> bool:
        """Whether so much is more than may be spent."""
        over_cost = self.max_cost_usd is not None and cost_usd > self.max_cost_usd
        return over_cost or (self.max_tokens is not None and tokens > self.max_tokens)


class Settings(Section):
    """All of ``throughline.toml``."""

    outputs: str = "outputs"
    ingest: IngestSettings = IngestSettings()
    fetch: FetchSettings = FetchSettings()
    extraction: ExtractionSettings = ExtractionSettings()
    health: HealthSettings = HealthSettings()
    chunks: ChunkSettings = ChunkSettings()
    embedder: EmbedderSettings = EmbedderSettings()
    events: EventSettings = EventSettings()
    themes: ThemeSettings = ThemeSettings()
    importance: ImportanceSettings = ImportanceSettings()
    related: RelatedSettings = RelatedSettings()
    dossiers: DossierSettings = DossierSettings()
    plan: PlanSettings = PlanSettings()
    writer: WriterSettings = WriterSettings()
    run: RunSettings = RunSettings()
