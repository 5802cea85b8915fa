#ifndef DOMAIN_CHARGES_H
#define DOMAIN_CHARGES_H
/* From what a requester chose to what it costs (the price calculator of CAT-3) and from that to the
 * lines a procurement system sees (CAT-5). Pure functions. */
#include "base/status.h"
#include "domain/catalogue.h"

struct arena;

enum { DIMENSIONS_MAX = 32 };

/* CAT-5: how a mixed offer is put on the requisition: on one line, on two, or (ORD-6) only its
 * usage or only its contract. */
enum line_split { LINES_SINGLE, LINES_SPLIT, LINES_USAGE, LINES_CONTRACT };

struct selection {
    int months;                         /* one of the offer's durations; 0 where it has none */
    int64_t quantities[DIMENSIONS_MAX]; /* by the offer's dimensions; usage dimensions unused */
    struct money budget;                /* CAT-7: estimated spend on usage */
    enum line_split split;
};

/* USAGE is the estimate, which is on no invoice; METERED what was used of it in a month; CREDIT, of
 * less than nothing, what an invoice gives back. */
enum charge_kind { CHARGE_UPFRONT, CHARGE_INSTALMENT, CHARGE_USAGE, CHARGE_METERED, CHARGE_CREDIT };

struct charge {
    enum charge_kind kind;
    const char *description;
    struct money amount;
    int after_months; /* due so long after the start */
};

struct charges {
    struct charge *items;
    size_t count;
    struct money total;
};

enum line_type { LINE_SERVICE, LINE_MATERIAL };

struct line {
    enum line_type type;
    const char *description;
    int64_t quantity_micros;
    struct money unit_price;
    struct money amount;
    bool usage_only; /* the usage half of a split line */
};

struct lines {
    struct line *items;
    size_t count;
};

/* The presets of the offer: its middle duration (12 months where offered), each dimension's preset.
 */
void selection_preset(const struct offer *offer, struct selection *out);

/*
 * BAD_INPUT, with the field's name in words in `fault`, where a duration is not offered, a quantity
 * is out of its range, nothing is chosen, or a usage offer has no budget.
 */
enum status charges_of(struct arena *arena, const struct offer *offer,
                       const struct selection *selection, struct charges *out, struct fault *fault);

/*
 * CAT-5: a Service line (1 x the full amount) for one non-usage charge or a zero agreement, a
 * Material line (amount/0.01 x 0.01) for any usage or several charges. LINES_SPLIT makes two lines
 * of an offer that has both kinds of charge, each classified by itself. In a currency without
 * decimals the unit is 1 instead of 0.01.
 */
void lines_of(struct arena *arena, const struct product *product, const struct offer *offer,
              const struct selection *selection, const struct charges *charges, struct lines *out);

/* Which kinds of the offer's charges the selection asks for. */
bool selection_has_contract(const struct offer *offer, const struct selection *selection);
bool selection_has_usage(const struct offer *offer, const struct selection *selection);

/* What the product is called where it stands for one part of it: "X, pay-as-you-go". */
const char *selection_title(struct arena *arena, const struct product *product,
                            const struct selection *selection);

/* "Service", "Material": the value of the LineType Extrinsic. */
const char *line_type_name(enum line_type type);

#endif
