#include "main/serve.h"

#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "api/sts.h"
#include "app/connection_cache.h"
#include "app/operator.h"
#include "app/rate.h"
#include "app/setup.h"
#include "app/traffic.h"
#include "app/who.h"
#include "base/text.h"
#include "cli/home.h"
#include "cli/settings.h"
#include "crypto/random.h"
#include "cxml/endpoint.h"
#include "cxml/multipart.h"
#include "cxml/notice.h"
#include "cxml/return_form.h"
#include "deliver/deliver.h"
#include "http/server.h"
#include "main/housekeeping.h"
#include "net/http_client.h"
#include "oci/endpoint.h"
#include "oci/return_form.h"
#include "web/console.h"
#include "web/routes.h"
#include "xml/reader.h"

/* What is written behind is allocated by the threads that read and freed by those that write: with
 * glibc's 128 KB they would give memory back to the system and ask for it again all the time. */
enum { PEM_LIMIT = 256 * 1024 };

enum { HEAP_KEPT = 64 << 20 };

enum { IO_THREADS = 2, QUEUE_LIMIT = 1000, CONNECTIONS = 4096, DEADLINE_SECONDS = 30 };

/* The door's own refusals, in the words of who is asking: a machine on the cXML addresses, else
 * people. */
static struct reply *refuse(struct http_request *request, void *state, int status,
                            const char *reason)
{
    return cxml_takes_path(request->path) ? cxml_refuse(request, state, status, reason)
                                          : web_refuse(request, state, status, reason);
}

/* A cart goes back by the protocol that its session came by. */
static enum status write_return(struct ctx *ctx, const struct session *session,
                                const struct request *request, struct return_form *out)
{
    return session_is_oci(session) ? oci_return_form(ctx, session, request, out)
                                   : cxml_return_form(ctx, session, request, out);
}

static struct http_route *join_routes(struct arena *arena, size_t *out_count)
{
    const struct http_route *(*const tables[])(size_t * count) = {
        web_routes, cxml_routes, oci_routes, console_routes, sts_routes};
    struct http_route *routes = NULL;
    size_t capacity = 0;
    *out_count = 0;
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        size_t count;
        const struct http_route *table = tables[i](&count);
        for (size_t j = 0; j < count; j++) {
            routes = arena_grow(arena, routes, *out_count, &capacity, sizeof *routes);
            routes[(*out_count)++] = table[j];
        }
    }
    return routes;
}

/* Blocks the signals that end the server in every thread, so that only wait_for_end takes them. */
static void hold_signals(sigset_t *set)
{
    sigemptyset(set);
    sigaddset(set, SIGTERM);
    sigaddset(set, SIGINT);
    pthread_sigmask(SIG_BLOCK, set, NULL);
    signal(SIGPIPE, SIG_IGN);
}

static const char *url_of(struct arena *arena, bool tls, const char *address, unsigned port)
{
    const char *scheme = tls ? "https" : "http";
    return strchr(address, ':') == NULL
               ? arena_printf(arena, "%s://%s:%u", scheme, address, port)
               : arena_printf(arena, "%s://[%s]:%u", scheme, address, port);
}

/* A PEM file, NULL for a path of NULL. */
static enum status read_pem(struct arena *arena, const char *path, const char **out,
                            struct fault *fault)
{
    struct buf text;
    char block[4096];
    size_t size;
    *out = NULL;
    if (path == NULL)
        return OK;
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return fault_set(fault, BAD_INPUT, "%s: %s", path, strerror(errno));
    buf_init(&text, arena, PEM_LIMIT);
    while ((size = fread(block, 1, sizeof block, file)) > 0)
        buf_put(&text, block, size);
    bool whole = ferror(file) == 0 && !text.overflow;
    fclose(file);
    *out = buf_string(&text);
    return whole ? OK : fault_set(fault, BAD_INPUT, "%s can't be read, or is too large", path);
}

static enum status read_tls(struct arena *arena, const struct settings *settings,
                            struct http_tls *out, struct fault *fault)
{
    if ((settings->tls_certificate == NULL) != (settings->tls_key == NULL))
        return fault_set(fault, BAD_INPUT,
                         "punchoutd.conf: tls_certificate and tls_key need each other.");
    enum status st = read_pem(arena, settings->tls_certificate, &out->certificate, fault);
    if (st == OK)
        st = read_pem(arena, settings->tls_key, &out->key, fault);
    return st == OK ? read_pem(arena, settings->tls_client_ca, &out->client_ca, fault) : st;
}

static enum status start(struct invocation *invocation, const struct settings *settings,
                         struct app *app, struct http_server **out, struct fault *fault)
{
    const char *address;
    unsigned short port;
    struct http_tls tls;
    enum status st = listen_parse(invocation->arena, settings->listen, &address, &port, fault);
    if (st == OK)
        st = read_tls(invocation->arena, settings, &tls, fault);
    if (st != OK)
        return st;
    const bool secure = tls.certificate != NULL;
    struct http_server_options options = {
        .address = address,
        .port = port,
        .state = app,
        .refuse = refuse,
        .io_threads = IO_THREADS,
        .workers = settings->workers,
        .queue_limit = QUEUE_LIMIT,
        .request_deadline_us = DEADLINE_SECONDS * TIME_SECOND_US,
        .write_deadline_us = DEADLINE_SECONDS * TIME_SECOND_US,
        .idle_us = 2 * DEADLINE_SECONDS * TIME_SECOND_US,
        .connection_limit = CONNECTIONS,
        .tls = secure ? &tls : NULL,
        .log = app->log,
    };
    options.routes = join_routes(invocation->arena, &options.route_count);
    if (app->public_url == NULL && (text_equal(address, "0.0.0.0") || text_equal(address, "::")))
        log_write(app->log, LOG_WARNING,
                  "public_url is not set: buyers are sent to an address that leads nowhere",
                  LOG_FIELDS({"listen", settings->listen}));
    if (app->public_url == NULL && port != 0)
        app->public_url = url_of(invocation->arena, secure, address, port);
    st = http_server_start(&options, out, fault);
    if (st != OK)
        return st;
    const char *url = url_of(invocation->arena, secure, address, http_server_port(*out));
    if (app->public_url == NULL)
        app->public_url = url; /* nobody can have asked yet: the port is only known now */
    fprintf(invocation->out, "listening on %s\n", url);
    fflush(invocation->out);
    return OK;
}

/* There is no default password: who runs the marketplace chooses one by this link, which is made
 * anew at each start until it was used. */
static void tell_first_operator(struct invocation *invocation, struct app *app)
{
    struct ctx ctx = {.app = app, .arena = invocation->arena, .who = who_system()};
    const char *link = NULL;
    enum status st = operator_first_link(&ctx, &link);
    if (st != OK)
        log_write(app->log, LOG_ERROR, "no link could be made for the first operator",
                  LOG_FIELDS({"status", status_name(st)}, {"fault", ctx.fault.message}));
    if (link != NULL)
        fprintf(invocation->out, "first operator: %s\n", link);
    fflush(invocation->out);
}

static enum status serve(struct invocation *invocation, const struct settings *settings,
                         struct app *app, const sigset_t *ends, struct fault *fault)
{
    struct http_server *server = NULL;
    int signal_number;
    enum status st = start(invocation, settings, app, &server, fault);
    if (st == OK) {
        tell_first_operator(invocation, app);
        const struct deliver_options options = {
            .mail_from = settings->mail_from,
            .mail_server = settings->mail_server,
            .mail_folder = arena_printf(invocation->arena, "%s/mail", invocation->data),
        };
        struct deliver *deliver = deliver_start(app, &options);
        struct housekeeping *housekeeping = housekeeping_start(app);
        sigwait(ends, &signal_number);
        log_write(app->log, LOG_INFO, "stopping", LOG_NO_FIELDS);
        http_server_stop(server);
        housekeeping_stop(housekeeping);
        deliver_stop(deliver);
    }
    return st;
}

static enum status run(struct invocation *invocation, struct fault *fault)
{
    struct settings settings;
    struct home home;
    struct catalogue catalogue = {0};
    sigset_t ends;
    if (invocation->data == NULL || invocation->verb != NULL)
        return command_usage(&command_serve, fault);
    const char *conf = arena_printf(invocation->arena, "%s/punchoutd.conf", invocation->data);
    enum status st = settings_read(invocation->arena, conf, &settings, fault);
    if (st != OK)
        return st;
    if (invocation->listen != NULL)
        settings.listen = invocation->listen;
    mallopt(M_TRIM_THRESHOLD, HEAP_KEPT);
    hold_signals(&ends);
    xml_library_start();
    net_start();
    struct log log = {.fd = STDERR_FILENO, .level = settings.log_level, .clock = clock_system()};
    atomic_flag checking = ATOMIC_FLAG_INIT;
    atomic_int providers_asked = 0;
    struct app app = {
        .clock = log.clock,
        .entropy = crypto_entropy(),
        .catalogue = &catalogue,
        .public_url = settings.public_url,
        .trusted_proxies = settings.trusted_proxies,
        .connections = connection_cache_new(),
        .traffic = traffic_new(),
        .rates =
            rates_new(&(struct rate_limits){settings.rate_per_address, settings.rate_per_buyer}),
        .recent_setups = recent_setups_new(),
        .checking = &checking,
        .providers_asked = &providers_asked,
        .providers_asked_most = (settings.workers + 3) / 4,
        .write_return = write_return,
        .notices = &cxml_notices,
        .read_attachments = cxml_multipart_attachments,
        .deliver_to_private_addresses = settings.deliver_to_private_addresses,
        .log = &log,
    };
    st = home_open(invocation->arena, invocation->data, DB_SERVE, true, &home, fault);
    if (st == OK)
        st = home_migrate(&home, clock_now_us(&app.clock), fault);
    if (st == OK)
        st = home_check_key(invocation->arena, invocation->data, &home, fault);
    if (st == OK)
        st = home_load_catalogue(home.db, invocation->arena, &catalogue, fault);
    app.db = home.db;
    app.key = home.key;
    if (st == OK)
        st = serve(invocation, &settings, &app, &ends, fault);
    home_close(&home);
    seal_key_release(&app.key);
    recent_setups_free(app.recent_setups);
    traffic_free(app.traffic);
    connection_cache_free(app.connections);
    rates_free(app.rates);
    xml_library_stop();
    return st;
}

const struct command command_serve = {
    "serve", "--data DIR [--listen ADDR:PORT]",
    "run the marketplace; settings are in DIR/punchoutd.conf, port 0 picks a free one", run};
