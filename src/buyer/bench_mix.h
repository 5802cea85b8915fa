#ifndef BUYER_BENCH_MIX_H
#define BUYER_BENCH_MIX_H
/* What a run asks for, in which proportion. */
#include "buyer/bench_walk.h"

enum bench_mix {
    BENCH_SETUP,  /* PunchOutSetupRequests, each new */
    BENCH_BUY,    /* OrderRequests of one line each, each for something that was requested */
    BENCH_PAGE,   /* product pages of one session in turn */
    BENCH_BROWSE, /* three product pages to a search */
    BENCH_MIXED,  /* of ten requests seven browse, two are setups, one is an order */
    BENCH_PATH    /* one path, again and again; needs no connection */
};

/* False where there is no mix of that name. PATH has none. */
bool bench_mix_parse(const char *name, enum bench_mix *out);
const char *bench_mix_name(enum bench_mix mix);

/* Whether every answer must be cXML. */
bool bench_mix_is_cxml(enum bench_mix mix);

/* How many order lines a run of that many requests takes. */
size_t bench_mix_lines(enum bench_mix mix, size_t requests);

/* `walk` has what the mix needs; `path` is that of BENCH_PATH. Both must outlive the source. */
struct bench_source bench_mix_source(struct arena *arena, enum bench_mix mix,
                                     const struct bench_walk *walk, const char *path);

#endif
