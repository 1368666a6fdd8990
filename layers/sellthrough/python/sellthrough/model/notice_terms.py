"""When customers are told of the end of a contract and what counts as due soon: data of the vendor, per product."""

from collections.abc import Iterable
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

Days = Annotated[int, Field(ge=0, le=730)]
DaysAfter = Annotated[int, Field(ge=1, le=365)]
Product = tuple[str, str | None, str | None]  # id, family and category


class NoticeTerms(BaseModel):
    """The terms of contracts.

    Attributes:
        notice_days: A notice each so many days before the last day; 0 is that day.
        overdue_days: An overdue notice each so many days after it.
        due_soon_days: So many days before the end a live contract turns amber.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    notice_days: tuple[Days, ...] = (90, 60, 30, 7)
    overdue_days: tuple[DaysAfter, ...] = (1, 14)
    due_soon_days: Days = 60

    @field_validator("notice_days", "overdue_days")
    @classmethod
    def _each_once(cls, days: tuple[int, ...]) -> tuple[int, ...]:
        if len(set(days)) != len(days):
            raise ValueError("each day once")
        return days

    @property
    def steps(self) -> tuple[int, ...]:
        """Days left at the beginning of each step, the latest step last; negative once the contract has ended."""
        return (*sorted(self.notice_days, reverse=True), *(-day for day in sorted(self.overdue_days)))


class ProductTerms(BaseModel):
    """Other terms for a product, a family or a category of the product master; exactly one of these is named.

    What is left out is as for every contract.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    product_id: str | None = None
    product_family: str | None = None
    product_category: str | None = None
    notice_days: tuple[Days, ...] | None = None
    overdue_days: tuple[DaysAfter, ...] | None = None
    due_soon_days: Days | None = None

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        if len([n for n in (self.product_id, self.product_family, self.product_category) if n]) != 1:
            raise ValueError("name one of product_id, product_family, product_category")
        return self

    def covers(self, product: Product) -> bool:
        """True when these terms hold for that product."""
        named = (self.product_id, self.product_family, self.product_category)
        return any(wanted and wanted == own for wanted, own in zip(named, product, strict=True))


class Renewals(NoticeTerms):
    """`[vendor.renewals]`: the terms of every contract, and those of some products.

    Attributes:
        grace_days: How long after its day the last step may still be told, when scans were missed.
        link_days: How long the link of a notice opens the portal.
        products: Other terms; of several that fit a product, the first.
    """

    grace_days: Annotated[int, Field(ge=1, le=90)] = 7
    link_days: Annotated[int, Field(ge=1, le=400)] = 120
    products: tuple[ProductTerms, ...] = ()

    def terms_of(self, products: Iterable[Product]) -> NoticeTerms:
        """The terms of a contract: of those of its products, the ones that warn earliest."""
        found = (next((t for t in self.products if t.covers(product)), None) for product in products)
        merged = [self._merged(terms) if terms else self for terms in found]
        return max(merged, key=lambda t: (t.due_soon_days, t.steps), default=self)

    @property
    def longest_days(self) -> int:
        """No contract that ends later than this many days from now is in a step."""
        return max(self._every_step(), default=0)

    @property
    def shortest_days(self) -> int:
        """No contract with fewer days left than this (a negative number) is in a step any more."""
        return min(self._every_step(), default=0) - self.grace_days

    def _merged(self, terms: ProductTerms) -> NoticeTerms:
        own = terms.model_dump(include=set(NoticeTerms.model_fields), exclude_none=True)
        return NoticeTerms.model_validate({name: getattr(self, name) for name in NoticeTerms.model_fields} | own)

    def _every_step(self) -> list[int]:
        return [step for terms in (self, *map(self._merged, self.products)) for step in terms.steps]
