#include "unit.h"

#include "app/peer.h"

static const struct app behind = {.trusted_proxies = "127.0.0.1 10.0.0.0/8"};

/* OPS-6: only a trusted proxy is believed, and only what it has written itself. */
static void a_trusted_proxy_is_believed(void **state)
{
    static const struct {
        const char *remote, *forwarded, *expected;
    } cases[] = {{"10.1.2.3", "203.0.113.7", "203.0.113.7"},
                 {"10.1.2.3", "198.51.100.1, 203.0.113.7", "203.0.113.7"},
                 {"10.1.2.3", "192.0.2.9, 198.51.100.1,203.0.113.7", "203.0.113.7"},
                 {"10.1.2.3", "2001:db8::1", "2001:db8::1"},
                 {"10.1.2.3", NULL, "10.1.2.3"},
                 {"10.1.2.3", "unknown", "10.1.2.3"},
                 {"192.0.2.1", "203.0.113.7", "192.0.2.1"}};
    const struct app alone = {.trusted_proxies = ""};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct peer_headers headers = {.remote = cases[i].remote,
                                       .forwarded_for = cases[i].forwarded};
        assert_string_equal(peer_address(&behind, *state, &headers), cases[i].expected);
        assert_string_equal(peer_address(&alone, *state, &headers), cases[i].remote);
    }
}

/* CON-12: the fingerprint is that of the bytes, however they are written (RFC 9440, PEM). */
static void certificates_are_known_by_their_bytes(void **state)
{
    /* SHA-256 of "abc" (FIPS 180-4). */
    static const char abc[] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    static const char *const same[] = {
        ":YWJj:", " :YWJj: ",
        "-----BEGIN%20CERTIFICATE-----%0AYWJj%0A-----END%20CERTIFICATE-----%0A"};
    static const char *const none[] = {
        NULL, "", "YWJj", ":", "::", ":%%%:", "-----BEGIN%20CERTIFICATE-----%0AYWJj"};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        struct peer_headers headers = {.remote = "127.0.0.1", .client_cert = same[i]};
        assert_string_equal(peer_certificate(&behind, *state, &headers), abc);
        headers.remote = "192.0.2.1";
        assert_null(peer_certificate(&behind, *state, &headers));
    }
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        struct peer_headers headers = {.remote = "127.0.0.1", .client_cert = none[i]};
        assert_null(peer_certificate(&behind, *state, &headers));
    }
}

/* CON-12: one that was shown to us needs no proxy. */
static void a_shown_certificate_counts(void **state)
{
    struct peer_headers headers = {
        .remote = "192.0.2.1", .certificate = bytes_of("abc"), .client_cert = ":eHl6:"};
    assert_string_equal(peer_certificate(&behind, *state, &headers),
                        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(a_trusted_proxy_is_believed),
        unit_case(certificates_are_known_by_their_bytes),
        unit_case(a_shown_certificate_counts),
    };
    return cmocka_run_group_tests_name("app/peer", tests, NULL, NULL);
}
