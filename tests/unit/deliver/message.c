/* ORD-8: mail as mail servers and readers expect it, whatever a buyer's document has put into it.
 */
#include "unit.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "deliver/message.h"

static const char *written(struct arena *arena, const char *text)
{
    struct bytes message = message_write(arena, &(struct mail_text){
                                                    .id = "018f",
                                                    .from = "shop@market.example",
                                                    .to = "a@b.example, c@d.example",
                                                    .text = text,
                                                    .at_us = INT64_C(1795383000000000),
                                                });
    return arena_text_n(arena, (const char *)message.data, message.size);
}

static void is_plain_where_it_can_be(void **state)
{
    assert_string_equal(written(*state, "Subject: Order 1\n\nOne\nTwo\n"),
                        "From: shop@market.example\r\n"
                        "To: a@b.example, c@d.example\r\n"
                        "Subject: Order 1\r\n"
                        "Date: Sun, 22 Nov 2026 21:30:00 +0000\r\n"
                        "Message-ID: <018f@market.example>\r\n"
                        "MIME-Version: 1.0\r\n"
                        "Content-Type: text/plain; charset=UTF-8\r\n"
                        "Auto-Submitted: auto-generated\r\n"
                        "Content-Transfer-Encoding: 7bit\r\n"
                        "\r\n"
                        "One\r\nTwo\r\n");
}

/* The header with that name, unfolded, without its name. */
static char *header(struct arena *arena, const char *message, const char *name)
{
    const char *at = strstr(message, arena_printf(arena, "\r\n%s: ", name));
    assert_non_null(at);
    at += strlen(name) + 4;
    const char *end = at;
    do
        end = strstr(end + 1, "\r\n");
    while (end != NULL && end[2] == ' ');
    assert_non_null(end);
    return arena_text_n(arena, at, (size_t)(end - at));
}

/* RFC 2047: words of at most 75 characters, each whole characters. */
static void encodes_what_is_not_ascii(void **state)
{
    struct arena *arena = *state;
    const char *subject = "Überprüfung: 購入注文を確認してください、東京商事株式会社より";
    const char *message =
        written(arena, arena_printf(arena, "Subject: %s\n\nGrüße aus Köln\n", subject));
    struct buf decoded;
    buf_init(&decoded, arena, 1000);
    for (const char *word = header(arena, message, "Subject"); word != NULL;) {
        const char *end = strstr(word, "?=");
        assert_true(text_starts(word, "=?UTF-8?B?") && end != NULL && end + 2 - word <= 75);
        struct bytes part;
        word += strlen("=?UTF-8?B?");
        assert_true(
            text_from_base64(arena, arena_text_n(arena, word, (size_t)(end - word)), &part));
        assert_true(text_is_utf8(part));
        buf_put(&decoded, part.data, part.size);
        word = strstr(end, "=?");
    }
    assert_string_equal(buf_string(&decoded), subject);
    assert_non_null(
        strstr(message, "\r\nContent-Transfer-Encoding: base64\r\n\r\nR3LDvMOfZSBhdXMg"));
}

/* An order number may hold anything. */
static void nothing_gets_out_of_the_subject(void **state)
{
    const char *message =
        written(*state, "Subject: Order 1\rBcc: evil@example.com\nBcc: x\n\nText\n");
    assert_string_equal(header(*state, message, "Subject"), "Order 1 Bcc: evil@example.com");
    const char *body = strstr(message, "\r\n\r\n");
    assert_non_null(strstr(body, "Bcc: x"));
}

static void long_lines_are_encoded(void **state)
{
    char text[3000] = "Subject: Order 1\n\n";
    memset(text + strlen(text), 'x', 2000);
    assert_non_null(strstr(written(*state, text), "Encoding: base64"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(is_plain_where_it_can_be),
        unit_case(encodes_what_is_not_ascii),
        unit_case(nothing_gets_out_of_the_subject),
        unit_case(long_lines_are_encoded),
    };
    return cmocka_run_group_tests_name("deliver/message", tests, NULL, NULL);
}
