#include "buyer/bench_report.h"

#include <stdio.h>

#include "base/buf.h"
#include "base/time.h"
#include "buyer/histogram.h"
#include "json/writer.h"

static const struct {
    const char *name; /* in JSON */
    const char *label;
    int per_mille;
} percentiles[] = {
    {"p50", "half", 500}, {"p90", "90 %", 900}, {"p99", "99 %", 990}, {"p99_9", "99.9 %", 999}};

enum { PERCENTILES = sizeof percentiles / sizeof *percentiles, NUMBER_SIZE = 32 };

static bool is_good(const struct bench_report *report, const struct bench_kind *kind)
{
    return kind->http == 200 &&
           (kind->cxml == 200 || (kind->cxml == 0 && !bench_mix_is_cxml(report->mix)));
}

uint64_t bench_report_refused(const struct bench_report *report)
{
    uint64_t count = 0;
    for (size_t i = 0; i < report->result->kind_count; i++) {
        const struct bench_kind *kind = &report->result->kinds[i];
        count += kind->http != 0 && !is_good(report, kind) ? kind->count : 0;
    }
    return count;
}

bool bench_report_is_clean(const struct bench_report *report)
{
    const struct bench_result *result = report->result;
    return result->answered > 0 && result->broken == 0 && result->unanswered == 0 &&
           bench_report_refused(report) == 0;
}

static double seconds(const struct bench_result *result)
{
    return (double)result->elapsed_us / (double)TIME_SECOND_US;
}

static double per_second(const struct bench_result *result)
{
    return result->elapsed_us == 0 ? 0 : (double)result->answered / seconds(result);
}

static uint64_t average(uint64_t sum, uint64_t count)
{
    return count == 0 ? 0 : sum / count;
}

void bench_report_text(const struct bench_report *report, struct buf *out)
{
    const struct bench_result *result = report->result;
    const struct bench_load *load = report->load;
    buf_printf(out, "%s over %zu connections", bench_mix_name(report->mix), load->slots);
    if (load->rate != 0)
        buf_printf(out, ", %lld due a second", (long long)load->rate);
    buf_printf(out, "\n  %llu answered in %.2f s: %.0f a second\n",
               (unsigned long long)result->answered, seconds(result), per_second(result));
    buf_printf(out, "  latency: mean %.3f ms", (double)histogram_mean(result->latency) / 1000);
    for (size_t i = 0; i < PERCENTILES; i++)
        buf_printf(out, ", %s %.3f", percentiles[i].label,
                   (double)histogram_percentile(result->latency, percentiles[i].per_mille) / 1000);
    buf_printf(out, ", longest %.3f\n", (double)histogram_max(result->latency) / 1000);
    if (result->broken + result->unanswered > 0)
        buf_printf(out, "  %llu connections broke, %llu requests were not answered\n",
                   (unsigned long long)result->broken, (unsigned long long)result->unanswered);
    for (size_t i = 0; i < result->kind_count; i++) {
        const struct bench_kind *kind = &result->kinds[i];
        buf_printf(out, "  HTTP %d%s", kind->http, is_good(report, kind) ? "" : " (failed)");
        if (kind->cxml != 0)
            buf_printf(out, ", cXML %d", kind->cxml);
        buf_printf(out, ": %llu\n", (unsigned long long)kind->count);
    }
}

static void member_decimal(struct json_writer *w, const char *name, double number)
{
    char text[NUMBER_SIZE];
    snprintf(text, sizeof text, "%.3f", number);
    json_write_name(w, name);
    json_write_decimal(w, text);
}

static void write_latency(struct json_writer *w, const struct histogram *latency)
{
    json_write_name(w, "latency_us");
    json_write_object(w);
    json_write_member_int(w, "min", histogram_min(latency));
    json_write_member_int(w, "mean", histogram_mean(latency));
    for (size_t i = 0; i < PERCENTILES; i++)
        json_write_member_int(w, percentiles[i].name,
                              histogram_percentile(latency, percentiles[i].per_mille));
    json_write_member_int(w, "max", histogram_max(latency));
    json_write_close(w);
}

static void write_answers(struct json_writer *w, const struct bench_result *result)
{
    json_write_name(w, "answers");
    json_write_array(w);
    for (size_t i = 0; i < result->kind_count; i++) {
        json_write_object(w);
        json_write_member_int(w, "http", result->kinds[i].http);
        json_write_member_int(w, "cxml", result->kinds[i].cxml);
        json_write_member_int(w, "count", (int64_t)result->kinds[i].count);
        json_write_close(w);
    }
    json_write_close(w);
}

void bench_report_json(const struct bench_report *report, struct buf *out)
{
    const struct bench_result *result = report->result;
    struct json_writer w;
    json_write_start(&w, out, true);
    json_write_object(&w);
    json_write_member_text(&w, "mix", bench_mix_name(report->mix));
    json_write_member_int(&w, "connections", (int64_t)report->load->slots);
    json_write_member_text(&w, "loop", report->load->rate == 0 ? "closed" : "open");
    json_write_member_int(&w, "rate", report->load->rate);
    member_decimal(&w, "seconds", seconds(result));
    json_write_member_int(&w, "answered", (int64_t)result->answered);
    member_decimal(&w, "per_second", per_second(result));
    json_write_member_int(&w, "refused", (int64_t)bench_report_refused(report));
    json_write_member_int(&w, "broken", (int64_t)result->broken);
    json_write_member_int(&w, "unanswered", (int64_t)result->unanswered);
    json_write_member_int(&w, "prepared", (int64_t)report->prepared);
    json_write_member_text(&w, "session", report->token);
    json_write_member_int(&w, "request_bytes",
                          (int64_t)average(result->bytes_out, result->answered));
    json_write_member_int(&w, "answer_bytes", (int64_t)average(result->bytes_in, result->answered));
    write_latency(&w, result->latency);
    write_answers(&w, result);
    json_write_close(&w);
    json_write_end(&w);
}
