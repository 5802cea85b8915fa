#include "unit.h"

#include <string.h>

#include "base/text.h"
#include "http/loopback.h"
#include "http/reply.h"

static struct reply *echo(struct http_request *request, void *state)
{
    struct buf out;
    (void)state;
    buf_init(&out, request->arena, 64 * 1024);
    buf_printf(&out, "%s %s session=%s q=%s f=%s cookie=%s body=%zu", request->method,
               request->route, http_param(request, "session"),
               text_or_empty(http_query(request, "q")), text_or_empty(http_form(request, "f")),
               text_or_empty(http_cookie(request, "sid")), request->body.size);
    return reply_buf(request, 200, "text/plain", &out);
}

static struct reply *see_other(struct http_request *request, void *state)
{
    (void)state;
    return reply_redirect(request, 303, "/elsewhere");
}

static struct reply *overflow(struct http_request *request, void *state)
{
    struct buf out;
    (void)state;
    buf_init(&out, request->arena, 4);
    buf_text(&out, "too long");
    return reply_buf(request, 200, "text/plain", &out);
}

static struct reply *refuse(struct http_request *request, void *state, int status,
                            const char *reason)
{
    (void)state;
    return reply_text(request, status, "text/html", arena_printf(request->arena, "<%s>", reason));
}

static const struct http_route routes[] = {
    {.method = "GET", .path = "/p/{session}", .handle = echo},
    {.method = "POST", .path = "/p/{session}", .handle = echo, .body_limit = 4096},
    {.method = "POST",
     .path = "/raw/{session}",
     .handle = echo,
     .body_limit = 99,
     .raw_form = true},
    {.method = "POST", .path = "/go", .handle = see_other},
    {.method = "GET", .path = "/overflow", .handle = overflow},
};

static const struct http_server_options options = {
    .routes = routes, .route_count = sizeof(routes) / sizeof(*routes), .refuse = refuse};

static struct http_answer ask(struct arena *arena, const char *method, const char *target)
{
    return http_loopback(arena, &options,
                         &(struct http_loopback_request){.method = method, .target = target});
}

static struct http_answer post(struct arena *arena, const char *target, const char *body)
{
    const struct http_loopback_request request = {
        .method = "POST",
        .target = target,
        .content_type = "application/x-www-form-urlencoded; charset=utf-8",
        .body = bytes_of(body)};
    return http_loopback(arena, &options, &request);
}

static void assert_body(const struct http_answer *answer, const char *text)
{
    assert_int_equal(answer->body.size, strlen(text));
    assert_memory_equal(answer->body.data, text, strlen(text));
}

static void hands_over_what_was_sent(void **state)
{
    const struct http_field cookie = {"cookie", "a=1; sid=\"x y\" ; sid2=3"};
    const struct http_loopback_request request = {
        .target = "/p/a%20b?q=1+2&q=3", .headers = &cookie, .header_count = 1};
    struct http_answer answer = http_loopback(*state, &options, &request);
    assert_int_equal(answer.status, 200);
    assert_body(&answer, "GET /p/{session} session=a b q=1 2 f= cookie=x y body=0");
    assert_string_equal(answer.content_type, "text/plain");
    answer = ask(*state, "GET", "http://shop.example/p/x?q=1");
    assert_body(&answer, "GET /p/{session} session=x q=1 f= cookie= body=0");
}

static void reads_forms(void **state)
{
    struct http_answer answer = post(*state, "/p/s", "f=%C3%BC+1");
    assert_body(&answer, "POST /p/{session} session=s q= f=\xC3\xBC 1 cookie= body=10");
    assert_int_equal(post(*state, "/p/s", "f=%00").status, 400);
    assert_int_equal(post(*state, "/p/s", "f=%E4").status, 400);
    answer = post(*state, "/raw/s", "f=%E4");
    assert_body(&answer, "POST /raw/{session} session=s q= f= cookie= body=5");
    char many[2 * (HTTP_FIELD_LIMIT + 1) + 1];
    for (size_t i = 0; i < sizeof(many) - 1; i += 2)
        many[i] = 'a', many[i + 1] = '&';
    many[sizeof(many) - 1] = '\0';
    assert_int_equal(post(*state, "/p/s", many).status, 400);
    assert_int_equal(post(*state, "/p/s", many + 2).status, 200);
}

static void refuses(void **state)
{
    struct http_answer answer = ask(*state, "DELETE", "/p/s");
    assert_int_equal(answer.status, 405);
    assert_string_equal(http_answer_header(&answer, "Allow"), "POST, GET, HEAD");
    assert_string_equal(answer.content_type, "text/html");
    assert_int_equal(ask(*state, "GET", "/nowhere").status, 404);
    assert_int_equal(ask(*state, "GET", "/p/%00").status, 400);
    assert_int_equal(ask(*state, "GET", "/p/s?q=%ff").status, 400);
    assert_int_equal(ask(*state, "GET", "/p/\xC3\xBC").status, 400);
    assert_int_equal(ask(*state, "GET", "p").status, 400);
    assert_int_equal(ask(*state, "GET", "*").status, 400);
    assert_int_equal(ask(*state, "GET", "/overflow").status, 500);
    char big[5000];
    memset(big, 'x', sizeof(big) - 1);
    big[sizeof(big) - 1] = '\0';
    assert_int_equal(post(*state, "/p/s", big).status, 413);
}

static void refuses_two_meanings(void **state)
{
    static const struct {
        struct http_field first, second;
        int status;
    } rows[] = {
        {{"Content-Length", "1"}, {"content-length", "1"}, 400},
        {{"Content-Length", "1"}, {"Transfer-Encoding", "chunked"}, 400},
        {{"Transfer-Encoding", "chunked"}, {"Transfer-Encoding", "chunked"}, 400},
        {{"Transfer-Encoding", "gzip, chunked"}, {"A", "b"}, 501},
        {{"Content-Length ", "1"}, {"A", "b"}, 400},
        {{"", "1"}, {"A", "b"}, 400},
        {{"A", "b\x01"}, {"A", "b"}, 400},
        {{"Host", "a"}, {"Host", "a"}, 400},
        {{"Expect", "a pony"}, {"A", "b"}, 417},
        {{"User-Agent", "Caf\xE9"}, {"A", "b"}, 200},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        const struct http_field headers[] = {rows[i].first, rows[i].second};
        const struct http_loopback_request request = {
            .target = "/p/s", .headers = headers, .header_count = 2};
        assert_int_equal(http_loopback(*state, &options, &request).status, rows[i].status);
    }
}

static void answers_head_and_redirect(void **state)
{
    struct http_answer answer = ask(*state, "HEAD", "/p/s");
    assert_int_equal(answer.status, 200);
    assert_int_equal(answer.body.size, 0);
    answer = post(*state, "/go", "");
    assert_int_equal(answer.status, 303);
    assert_string_equal(http_answer_header(&answer, "location"), "/elsewhere");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(hands_over_what_was_sent),
        unit_case(reads_forms),
        unit_case(refuses),
        unit_case(refuses_two_meanings),
        unit_case(answers_head_and_redirect),
    };
    return cmocka_run_group_tests_name("http/loopback", tests, NULL, NULL);
}
