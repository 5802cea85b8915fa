#include "net/http_client.h"

#include <arpa/inet.h>
#include <limits.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>

#include "base/arena.h"
#include "base/text.h"
#include "base/time.h"
#include "net/address.h"

enum { HEADER_LIMIT = 200, HEADER_BYTES_LIMIT = 64 * 1024 };

static const int64_t CONNECT_TIMEOUT_US = 10 * TIME_SECOND_US;
static const int64_t TOTAL_TIMEOUT_US = 30 * TIME_SECOND_US;
static const size_t RESPONSE_LIMIT = 1024 * 1024;

struct call {
    struct arena *arena;
    const struct net_request *request;
    CURL *curl;
    struct curl_slist *lines;
    struct buf body;
    struct net_header headers[HEADER_LIMIT];
    size_t header_count;
    size_t header_bytes;
    bool private_refused;
    bool connected;
    char error[CURL_ERROR_SIZE];
};

void net_start(void)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != 0)
        panic("libcurl did not start");
}

static void call_free(void *object)
{
    struct call *call = object;
    curl_slist_free_all(call->lines);
    curl_easy_cleanup(call->curl);
}

static size_t on_body(char *data, size_t size, size_t count, void *argument)
{
    struct call *call = argument;
    buf_put(&call->body, data, size * count);
    return call->body.overflow ? 0 : size * count;
}

/* Keeps the headers of the last answer: a status line starts them anew. */
static size_t on_header(char *data, size_t size, size_t count, void *argument)
{
    struct call *call = argument;
    size_t length = size * count;
    call->header_bytes += length;
    if (call->header_bytes > HEADER_BYTES_LIMIT)
        return 0;
    const char *line = arena_text_n(call->arena, data, length);
    if (text_starts(line, "HTTP/")) {
        call->header_count = 0;
        return length;
    }
    const char *colon = strchr(line, ':');
    if (colon == NULL || call->header_count == HEADER_LIMIT)
        return length;
    call->headers[call->header_count++] = (struct net_header){
        arena_text_n(call->arena, line, (size_t)(colon - line)), text_trim(call->arena, colon + 1)};
    return length;
}

/* Called with the address a connection is about to be made to, after the name was resolved. */
static curl_socket_t on_socket(void *argument, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct call *call = argument;
    (void)purpose;
    if (!call->request->allow_private_addresses && !address_is_public(&address->addr)) {
        call->private_refused = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* The last moment before the request is sent. */
static int on_request(void *argument, char *peer, char *local, int peer_port, int local_port)
{
    struct call *call = argument;
    (void)peer;
    (void)local;
    (void)peer_port;
    (void)local_port;
    call->connected = true;
    return CURL_PREREQFUNC_OK;
}

static int on_progress(void *argument, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    const struct call *call = argument;
    (void)a;
    (void)b;
    (void)c;
    (void)d;
    return call->request->cancelled != NULL && atomic_load(call->request->cancelled);
}

static bool is_line(const char *text)
{
    for (; *text != '\0'; text++)
        if (((unsigned char)*text < 0x20 && *text != '\t') || *text == 0x7f)
            return false;
    return true;
}

static void add_line(struct call *call, const char *name, const char *value)
{
    /* libcurl sends a header without a value only where it ends in a semicolon. */
    const char *line = *value == '\0' ? arena_printf(call->arena, "%s;", name)
                                      : arena_printf(call->arena, "%s: %s", name, value);
    call->lines = curl_slist_append(call->lines, line);
    if (call->lines == NULL)
        panic("out of memory (a header)");
}

static enum status add_lines(struct call *call, struct fault *fault)
{
    const struct net_request *request = call->request;
    add_line(call, "Expect", "");
    call->lines->data[strlen("Expect")] = ':'; /* "Expect:" keeps libcurl from sending one */
    if (request->content_type != NULL) {
        if (!is_line(request->content_type))
            return fault_set(fault, BAD_INPUT, "the content type holds a control character");
        add_line(call, "Content-Type", request->content_type);
    }
    for (size_t i = 0; i < request->header_count; i++) {
        const struct net_header *header = &request->headers[i];
        if (*header->name == '\0' || strpbrk(header->name, " \t:;") != NULL ||
            !is_line(header->name) || !is_line(header->value))
            return fault_set(fault, BAD_INPUT, "a header to send is malformed");
        add_line(call, header->name, header->value);
    }
    curl_easy_setopt(call->curl, CURLOPT_HTTPHEADER, call->lines);
    return OK;
}

static enum status check_url(struct arena *arena, const char *url, struct fault *fault)
{
    const char *lower = text_lower(arena, text_or_empty(url));
    if (!text_starts(lower, "http://") && !text_starts(lower, "https://"))
        return fault_set(fault, BAD_INPUT, "the address does not start with http:// or https://");
    CURLU *parts = curl_url();
    char *user = NULL;
    CURLUcode code = curl_url_set(parts, CURLUPART_URL, url, 0);
    bool has_user = code == CURLUE_OK && curl_url_get(parts, CURLUPART_USER, &user, 0) == CURLUE_OK;
    curl_free(user);
    curl_url_cleanup(parts);
    if (code != CURLUE_OK || !is_line(url))
        return fault_set(fault, BAD_INPUT, "the address is malformed");
    if (has_user)
        return fault_set(fault, BAD_INPUT, "the address holds a user name");
    return OK;
}

static long milliseconds(int64_t us, int64_t otherwise)
{
    int64_t value = ((us > 0 ? us : otherwise) + 999) / 1000;
    return value > INT_MAX ? INT_MAX : (long)value;
}

static void set_limits(struct call *call)
{
    const struct net_request *request = call->request;
    CURL *curl = call->curl;
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, request->redirects > 0 ? 1L : 0L);
    curl_easy_setopt(curl, CURLOPT_MAXREDIRS, (long)request->redirects);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS,
                     milliseconds(request->connect_timeout_us, CONNECT_TIMEOUT_US));
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS,
                     milliseconds(request->total_timeout_us, TOTAL_TIMEOUT_US));
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, request->skip_tls_verification ? 0L : 1L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, request->skip_tls_verification ? 0L : 2L);
    if (request->ca_file != NULL)
        curl_easy_setopt(curl, CURLOPT_CAINFO, request->ca_file);
}

static void set_functions(struct call *call)
{
    CURL *curl = call->curl;
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, call->error);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, call);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, call);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, on_socket);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, call);
    curl_easy_setopt(curl, CURLOPT_PREREQFUNCTION, on_request);
    curl_easy_setopt(curl, CURLOPT_PREREQDATA, call);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, call->request->cancelled == NULL ? 1L : 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, call);
}

static const char *method_of(const struct net_request *request)
{
    if (request->method != NULL)
        return request->method;
    return request->content_type != NULL ? "POST" : "GET";
}

static void set_body(struct call *call)
{
    const struct net_request *request = call->request;
    const char *method = method_of(request);
    bool implied = text_equal(method, request->content_type != NULL ? "POST" : "GET");
    curl_easy_setopt(call->curl, CURLOPT_URL, request->url);
    if (request->content_type != NULL) {
        curl_easy_setopt(call->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.size);
        curl_easy_setopt(call->curl, CURLOPT_POSTFIELDS,
                         request->body.size > 0 ? (const char *)request->body.data : "");
    } else if (text_equal(method, "HEAD")) {
        curl_easy_setopt(call->curl, CURLOPT_NOBODY, 1L);
        return;
    }
    /* A custom method would be kept through every redirect, a 303 after POST included. */
    if (!implied)
        curl_easy_setopt(call->curl, CURLOPT_CUSTOMREQUEST, method);
}

/* The sentence for the person who can mend it; libcurl's own words where they say more. */
static enum status failure(const struct call *call, CURLcode code, struct fault *fault)
{
    const char *method = method_of(call->request);
    bool harmless = text_equal(method, "GET") || text_equal(method, "HEAD");
    enum status lost = call->connected && !harmless ? UNCERTAIN : UNAVAILABLE;
    const char *words = *call->error != '\0' ? call->error : curl_easy_strerror(code);
    if (call->private_refused)
        return fault_set(fault, DENIED, "the address leads into a private network");
    switch (code) {
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
        return fault_set(fault, BAD_INPUT, "the address is malformed: %s", words);
    case CURLE_WRITE_ERROR:
        if (call->body.overflow)
            return fault_set(fault, TOO_LARGE, "the answer is larger than %zu bytes",
                             call->body.limit);
        return fault_set(fault, TOO_LARGE, "the answer's headers are too large");
    case CURLE_COULDNT_RESOLVE_HOST:
        return fault_set(fault, UNAVAILABLE, "the host's name is not known: %s", words);
    case CURLE_COULDNT_CONNECT:
        return fault_set(fault, UNAVAILABLE, "no connection: %s", words);
    case CURLE_OPERATION_TIMEDOUT:
        return fault_set(fault, lost, "%s in time: %s",
                         call->connected ? "no whole answer" : "no connection", words);
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
        return fault_set(fault, UNAVAILABLE, "no secure connection (TLS): %s", words);
    default:
        return fault_set(fault, lost, "the exchange broke off: %s", words);
    }
}

static void read_reply(struct call *call, struct net_reply *out)
{
    long status = 0;
    curl_easy_getinfo(call->curl, CURLINFO_RESPONSE_CODE, &status);
    out->status = (int)status;
    (void)buf_string(&call->body);
    out->body = buf_bytes(&call->body);
    out->headers = call->headers;
    out->header_count = call->header_count;
    out->content_type = text_or_empty(net_reply_header(out, "Content-Type"));
}

enum status net_http(struct arena *arena, const struct net_request *request, struct net_reply *out,
                     struct fault *fault)
{
    int64_t start = time_monotonic_us();
    *out = (struct net_reply){.content_type = ""};
    enum status st = check_url(arena, request->url, fault);
    if (st != OK)
        return st;
    struct call *call = arena_make(arena, struct call);
    call->arena = arena;
    call->request = request;
    call->curl = curl_easy_init();
    if (call->curl == NULL)
        panic("out of memory (an HTTP call)");
    buf_init(&call->body, arena,
             request->response_limit > 0 ? request->response_limit : RESPONSE_LIMIT);
    set_limits(call);
    set_functions(call);
    set_body(call);
    CURLcode code = CURLE_OK;
    st = add_lines(call, fault);
    if (st == OK) {
        code = curl_easy_perform(call->curl);
        read_reply(call, out);
    }
    call_free(call);
    out->elapsed_us = time_monotonic_us() - start;
    return st == OK && code != CURLE_OK ? failure(call, code, fault) : st;
}

const char *net_reply_header(const struct net_reply *reply, const char *name)
{
    for (size_t i = 0; i < reply->header_count; i++)
        if (text_equal_nocase(reply->headers[i].name, name))
            return reply->headers[i].value;
    return NULL;
}
