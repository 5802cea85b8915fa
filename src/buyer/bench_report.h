#ifndef BUYER_BENCH_REPORT_H
#define BUYER_BENCH_REPORT_H
/* What a run came to, for people and as JSON. */
#include <stdbool.h>

#include "buyer/bench_client.h"
#include "buyer/bench_mix.h"

struct buf;

struct bench_report {
    enum bench_mix mix;
    const struct bench_load *load;
    const struct bench_result *result;
    size_t prepared;   /* order lines that waited for their order */
    const char *token; /* of the session that pages were asked for in, or NULL */
};

/* Answers other than HTTP 200 with, where it is cXML, Status 200. */
uint64_t bench_report_refused(const struct bench_report *report);
/* Whether every request was answered as it should be. */
bool bench_report_is_clean(const struct bench_report *report);

void bench_report_text(const struct bench_report *report, struct buf *out);
void bench_report_json(const struct bench_report *report, struct buf *out);

#endif
