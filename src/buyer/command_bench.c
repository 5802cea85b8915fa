/* `punchout bench`: the load generator. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "base/time.h"
#include "buyer/bench_mix.h"
#include "buyer/bench_report.h"
#include "buyer/command.h"
#include "buyer/random.h"
#include "buyer/settings.h"
#include "buyer/url.h"
#include "xml/reader.h"

enum {
    SECONDS_MAX = 600,
    REQUESTS_MAX = 10000000,
    RATE_MAX = 1000000,
    LINES_MAX = 500000,
    LINES_A_SECOND = 5000, /* prepared for a closed loop: more than were ever taken */
    REPORT_LIMIT = 64 * 1024
};

struct options {
    const char *url;
    const char *connections;
    const char *connection;
    const char *path;
    enum bench_mix mix;
    int64_t rate;
    int64_t slots;
    int64_t seconds;
    int64_t count;
    bool json;
    bool allow_remote;
    bool help;
};

static const char usage[] =
    "usage: punchout bench URL [--connections FILE] [--mix MIX | --path PATH] [--rate N]\n"
    "                      [--seconds N] [--count N] [--connections-count N] [--json]\n"
    "\n"
    "Puts a supplier under load and says how many requests a second it answered, and how soon.\n"
    "Its orders are real: point it at a marketplace whose data may be thrown away.\n"
    "\n"
    "  --connections FILE       what `punchoutd init --demo --json` printed\n"
    "                           (default: connections.json)\n"
    "  --connection NAME        which of them (default: all that are not in test mode)\n"
    "  --mix MIX                setup, order, page (product pages), browse (pages and searches)\n"
    "                           or mixed (default: setup)\n"
    "  --path PATH              gets that one path instead; needs no connection\n"
    "  --rate N                 a request every 1/N s whether or not those before were answered\n"
    "                           (default: the next when the one before was answered)\n"
    "  --seconds N              how long, at most 600 (default: 10)\n"
    "  --count N                end after so many requests, at most 10000000\n"
    "  --connections-count N    connections kept open, at most 512 (default: 64)\n"
    "  --json                   print the result as JSON\n"
    "  --allow-remote           take a host other than this machine; secrets go there "
    "unencrypted\n";

static const struct option known[] = {{"connections", required_argument, NULL, 'c'},
                                      {"connection", required_argument, NULL, 'n'},
                                      {"mix", required_argument, NULL, 'm'},
                                      {"path", required_argument, NULL, 'p'},
                                      {"rate", required_argument, NULL, 'r'},
                                      {"seconds", required_argument, NULL, 's'},
                                      {"count", required_argument, NULL, 'k'},
                                      {"connections-count", required_argument, NULL, 'o'},
                                      {"json", no_argument, NULL, 'j'},
                                      {"allow-remote", no_argument, NULL, 'a'},
                                      {"help", no_argument, NULL, 'h'},
                                      {NULL, 0, NULL, 0}};

/* "2000" and "2000/s". */
static bool read_number(const char *text, int64_t limit, int64_t *out)
{
    char digits[24];
    size_t length = strlen(text);
    if (length > 2 && text_ends(text, "/s"))
        length -= 2;
    if (length >= sizeof digits)
        return false;
    memcpy(digits, text, length);
    digits[length] = '\0';
    return text_to_int(digits, out) && *out >= 1 && *out <= limit;
}

/* False where the value is not what the option takes. */
static bool take_option(struct options *options, int option, const char *value)
{
    switch (option) {
    case 'c':
        options->connections = value;
        return true;
    case 'n':
        options->connection = value;
        return true;
    case 'm':
        return bench_mix_parse(value, &options->mix);
    case 'p':
        options->path = value;
        options->mix = BENCH_PATH;
        return *value == '/' && strlen(value) < 1000 && url_is_visible(value);
    case 'r':
        return read_number(value, RATE_MAX, &options->rate);
    case 's':
        return read_number(value, SECONDS_MAX, &options->seconds);
    case 'k':
        return read_number(value, REQUESTS_MAX, &options->count);
    case 'o':
        return read_number(value, BENCH_SLOTS_MAX, &options->slots);
    case 'j':
        options->json = true;
        return true;
    case 'a':
        options->allow_remote = true;
        return true;
    default:
        options->help = true;
        return true;
    }
}

/* 0, or the exit code of a mistake. */
static int parse_options(const struct command *self, int argc, char **argv, struct options *options)
{
    int option;
    *options = (struct options){
        .connections = "connections.json", .mix = BENCH_SETUP, .slots = 64, .seconds = 10};
    optind = 1;
    while ((option = getopt_long(argc, argv, ":h", known, NULL)) != -1) {
        if (option == ':')
            return command_mistake(self, "%s needs a value", argv[optind - 1]);
        if (option == '?')
            return command_mistake(self, "there is no option %s", argv[optind - 1]);
        if (!take_option(options, option, optarg))
            return command_mistake(self, "\"%s\" is not a value for %s", optarg, argv[optind - 2]);
    }
    if (options->help)
        return 0;
    if (optind + 1 != argc)
        return command_mistake(self, "give one URL of a supplier");
    options->url = argv[optind];
    return 0;
}

static enum status read_target(struct arena *arena, const struct options *options,
                               struct bench_target *out, struct fault *fault)
{
    const char *origin = url_origin(arena, options->url);
    if (origin == NULL || !text_starts(origin, "http://"))
        return fault_set(fault, BAD_INPUT, "the URL must be http://HOST:PORT, not \"%s\"",
                         options->url);
    if (!options->allow_remote && !url_is_safe_for_secrets(arena, options->url))
        return fault_set(fault, BAD_INPUT,
                         "%s is not this machine. Say --allow-remote if you may put it under load",
                         origin);
    const char *host = origin + strlen("http://");
    out->authority = host;
    bool v6 = *host == '[';
    size_t length = v6 ? strcspn(host, "]") - 1 : strcspn(host, ":");
    out->host = arena_text_n(arena, host + v6, length);
    const char *colon = strchr(host + length + (v6 ? 2 : 0), ':');
    out->port = colon == NULL ? "80" : colon + 1;
    return OK;
}

/* One user of each connection that takes part. */
static enum status find_users(struct arena *arena, const struct options *options,
                              struct bench_walk *walk, struct fault *fault)
{
    struct bytes file;
    struct settings *settings = arena_make(arena, struct settings);
    /* Only the paths matter here; a remote host has its own rule. */
    const char *supplier = options->allow_remote ? "http://127.0.0.1" : options->url;
    enum status st = command_read_file(arena, options->connections, &file, fault);
    if (st == OK)
        st = settings_read(arena, file, supplier, settings, fault);
    if (st != OK)
        return st;
    const struct user **users = arena_array(arena, settings->user_count, sizeof *users);
    for (size_t i = 0; i < settings->user_count; i++) {
        const struct connection *connection = settings->users[i].connection;
        bool chosen = walk->user_count > 0 && users[walk->user_count - 1]->connection == connection;
        if (!chosen &&
            (options->connection == NULL ? !connection->test
                                         : text_equal(connection->name, options->connection)))
            users[walk->user_count++] = &settings->users[i];
    }
    walk->users = users;
    if (walk->user_count > 0)
        return OK;
    if (options->connection == NULL)
        return fault_set(fault, NOT_FOUND, "%s has only connections in test mode: name one",
                         options->connections);
    return fault_set(fault, NOT_FOUND, "%s has no connection \"%s\"", options->connections,
                     options->connection);
}

/* How many requests the run may begin, as far as that is known. */
static size_t expected(const struct options *options)
{
    int64_t count = (options->rate != 0 ? options->rate : LINES_A_SECOND) * options->seconds;
    if (options->count != 0 && options->count < count)
        count = options->count;
    return (size_t)(count < LINES_MAX ? count : LINES_MAX);
}

static enum status prepare(struct arena *arena, const struct options *options,
                           struct bench_walk *walk, struct fault *fault)
{
    if (options->mix == BENCH_PATH)
        return OK;
    enum status st = find_users(arena, options, walk, fault);
    if (st == OK && options->mix != BENCH_SETUP)
        st = bench_walk_shop(arena, walk, fault);
    size_t lines = bench_mix_lines(options->mix, expected(options));
    if (st == OK && lines > 0)
        st = bench_walk_lines(arena, walk, lines, fault);
    /* Who measures the supplier's processes besides begins here. */
    if (st == OK)
        fprintf(stderr, "prepared %zu order lines\n", walk->line_count);
    return st;
}

static void print(struct arena *arena, const struct bench_report *report, bool json)
{
    struct buf out;
    buf_init(&out, arena, REPORT_LIMIT);
    if (json)
        bench_report_json(report, &out);
    else
        bench_report_text(report, &out);
    fputs(buf_string(&out), stdout);
}

static enum status bench(struct arena *arena, const struct options *options, bool *clean,
                         struct fault *fault)
{
    struct bench_walk walk = {.slots = (size_t)options->slots};
    struct entropy entropy = random_entropy();
    uint64_t run;
    entropy.fill(&entropy, &run, sizeof run);
    walk.run = arena_printf(arena, "%016llx", (unsigned long long)run);
    enum status st = read_target(arena, options, &walk.target, fault);
    if (st == OK)
        st = prepare(arena, options, &walk, fault);
    if (st != OK)
        return st;
    struct bench_load load = {.target = walk.target,
                              .slots = walk.slots,
                              .rate = options->rate,
                              .duration_us = options->seconds * TIME_SECOND_US,
                              .count =
                                  options->count != 0 ? (uint64_t)options->count : REQUESTS_MAX};
    struct bench_source source = bench_mix_source(arena, options->mix, &walk, options->path);
    struct bench_result result;
    st = bench_run(arena, &load, &source, &result, fault);
    if (st != OK)
        return st;
    struct bench_report report = {options->mix, &load, &result, walk.line_count, walk.token};
    print(arena, &report, options->json);
    *clean = bench_report_is_clean(&report);
    return OK;
}

static int run(const struct command *self, int argc, char **argv)
{
    struct options options;
    int mistake = parse_options(self, argc, argv, &options);
    if (mistake != 0)
        return mistake;
    if (options.help) {
        fputs(self->usage, stdout);
        return EXIT_SUCCESS;
    }
    xml_library_start();
    struct arena *arena = arena_new();
    struct fault fault = {.message = ""};
    bool clean = false;
    enum status st = bench(arena, &options, &clean, &fault);
    if (st != OK)
        fprintf(stderr, "punchout bench: %s\n", fault.message);
    arena_free(arena);
    xml_library_stop();
    return st == OK && clean ? EXIT_SUCCESS : st == BAD_INPUT ? EXIT_USAGE : EXIT_FAILURE;
}

const struct command command_bench = {.name = "bench",
                                      .summary = "a load generator for setups, orders and pages",
                                      .usage = usage,
                                      .run = run};
