/* `punchout buyer`: the small procurement system in the browser. */
#include <arpa/inet.h>
#include <getopt.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/text.h"
#include "buyer/command.h"
#include "buyer/random.h"
#include "buyer/routes.h"
#include "net/http_client.h"
#include "xml/reader.h"

enum { PORT_LIMIT = 65535, ADDRESS_SIZE = 64, ORDER_LIMIT = 999999999 };

struct options {
    const char *supplier;
    const char *connections;
    char address[ADDRESS_SIZE];
    uint16_t port;
    unsigned first_order;
    bool help;
};

static const char usage[] =
    "usage: punchout buyer --supplier URL [--connections FILE] [--listen ADDRESS:PORT]\n"
    "                      [--first-order NUMBER]\n"
    "\n"
    "A small procurement system in the browser, as Coupa or as SAP Ariba, for trying out a "
    "supplier.\n"
    "It keeps everything in memory and has no sign-in.\n"
    "\n"
    "  --supplier URL         where the supplier is: https, or http on this machine\n"
    "  --connections FILE     what `punchoutd init --demo --json` printed\n"
    "                         (default: connections.json)\n"
    "  --listen ADDRESS:PORT  where to listen, port 0 picks a free one\n"
    "                         (default: 127.0.0.1:8081)\n"
    "  --first-order NUMBER   of the first purchase order\n"
    "                         (default: the minute of the start, which no order had before)\n";

/* "127.0.0.1:8081", "[::1]:0": a literal and a port. */
static bool parse_listen(const char *text, struct options *options)
{
    const char *colon = strrchr(text, ':');
    int64_t port;
    if (colon == NULL || !text_to_int(colon + 1, &port) || port < 0 || port > PORT_LIMIT)
        return false;
    size_t length = (size_t)(colon - text);
    bool brackets = length >= 2 && text[0] == '[' && text[length - 1] == ']';
    if (brackets) {
        text++;
        length -= 2;
    }
    if (length == 0 || length >= ADDRESS_SIZE)
        return false;
    memcpy(options->address, text, length);
    options->address[length] = '\0';
    options->port = (uint16_t)port;
    struct in6_addr parsed;
    return inet_pton(brackets ? AF_INET6 : AF_INET, options->address, &parsed) == 1;
}

/* 0, or the exit code of a mistake. */
static int parse_options(const struct command *self, int argc, char **argv, struct options *options)
{
    static const struct option known[] = {
        {"supplier", required_argument, NULL, 's'}, {"connections", required_argument, NULL, 'c'},
        {"listen", required_argument, NULL, 'l'},   {"first-order", required_argument, NULL, 'o'},
        {"help", no_argument, NULL, 'h'},           {NULL, 0, NULL, 0}};
    const char *listen = "127.0.0.1:8081";
    /* Orders are forgotten at the end, the supplier remembers them: the minute of the start is a
     * number that was not taken before. */
    struct clock clock = clock_system();
    int64_t first_order = clock_now_us(&clock) / TIME_MINUTE_US;
    int option;
    *options = (struct options){.connections = "connections.json"};
    optind = 1;
    while ((option = getopt_long(argc, argv, ":h", known, NULL)) != -1) {
        if (option == 's')
            options->supplier = optarg;
        else if (option == 'c')
            options->connections = optarg;
        else if (option == 'l')
            listen = optarg;
        else if (option == 'o' && !text_to_int(optarg, &first_order))
            first_order = 0;
        else if (option == 'h')
            options->help = true;
        else if (option == ':')
            return command_mistake(self, "%s needs a value", argv[optind - 1]);
        else if (option == '?')
            return command_mistake(self, "there is no option %s", argv[optind - 1]);
    }
    if (options->help)
        return 0;
    if (optind < argc)
        return command_mistake(self, "don't know what to do with \"%s\"", argv[optind]);
    if (options->supplier == NULL)
        return command_mistake(self, "say where the supplier is with --supplier URL");
    if (!parse_listen(listen, options))
        return command_mistake(self, "--listen takes ADDRESS:PORT, not \"%s\"", listen);
    if (first_order < 1 || first_order > ORDER_LIMIT)
        return command_mistake(self, "--first-order takes a number from 1 to %d", ORDER_LIMIT);
    options->first_order = (unsigned)first_order;
    return 0;
}

static struct http_server_options server_options(const struct options *options, struct buyer *buyer)
{
    return (struct http_server_options){.address = options->address,
                                        .port = options->port,
                                        .routes = routes,
                                        .route_count = routes_count,
                                        .state = buyer,
                                        .refuse = page_refuse,
                                        .io_threads = 1,
                                        .workers = 8,
                                        .queue_limit = 64,
                                        .request_deadline_us = 30 * TIME_SECOND_US,
                                        .idle_us = 60 * TIME_SECOND_US,
                                        .stop_us = 2 * TIME_SECOND_US,
                                        .connection_limit = 256,
                                        .log = buyer->log};
}

/* Threads inherit the mask, so the signals reach only the sigwait below. */
static void block_signals(sigset_t *set)
{
    sigemptyset(set);
    sigaddset(set, SIGTERM);
    sigaddset(set, SIGINT);
    pthread_sigmask(SIG_BLOCK, set, NULL);
    signal(SIGPIPE, SIG_IGN);
}

static enum status serve(struct arena *arena, const struct options *options, struct buyer *buyer,
                         struct fault *fault)
{
    sigset_t signals;
    int which;
    struct http_server *server;
    struct http_server_options server_opts = server_options(options, buyer);
    block_signals(&signals);
    enum status st = http_server_start(&server_opts, &server, fault);
    if (st != OK)
        return st;
    bool v6 = strchr(options->address, ':') != NULL;
    const char *address =
        arena_printf(arena, v6 ? "[%s]:%u" : "%s:%u", options->address, http_server_port(server));
    log_write(buyer->log, LOG_WARNING,
              "this is a stand-in without a sign-in: whoever reaches its address can order",
              LOG_FIELDS({"address", address}));
    printf("listening on http://%s\n", address);
    fflush(stdout);
    sigwait(&signals, &which);
    http_server_stop(server);
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
    net_start();
    struct arena *arena = arena_new();
    struct settings settings;
    struct fault fault = {0};
    struct bytes file;
    enum status st = command_read_file(arena, options.connections, &file, &fault);
    if (st == OK)
        st = settings_read(arena, file, options.supplier, &settings, &fault);
    if (st == OK) {
        struct log log = {.fd = STDERR_FILENO, .level = LOG_INFO, .clock = clock_system()};
        struct buyer buyer = {
            .desk = desk_open(&settings, clock_system(), random_entropy(), options.first_order),
            .log = &log};
        st = serve(arena, &options, &buyer, &fault);
        desk_close(buyer.desk);
    }
    if (st != OK)
        fprintf(stderr, "punchout buyer: %s\n", fault.message);
    arena_free(arena);
    xml_library_stop();
    return st == OK ? EXIT_SUCCESS : EXIT_FAILURE;
}

const struct command command_buyer = {
    .name = "buyer",
    .summary = "a small procurement system in the browser, as Coupa or SAP Ariba",
    .usage = usage,
    .run = run};
