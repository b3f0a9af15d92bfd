// Addresses: line 1 is an address, line 2 a reference found in it, line 3 a parameter.
#include "connectors/http/fault.hpp"
#include "connectors/http/url.hpp"
#include "tests/fuzz/support/fuzz_target.hpp"

#include <algorithm>
#include <boost/url/host_type.hpp>
#include <boost/url/parse.hpp>
#include <optional>

using namespace moisson;

namespace {

constexpr std::size_t longest = 8192; ///< of an address

std::string_view take_line(std::string_view& input) {
    const std::size_t end = std::min(input.find('\n'), input.size());
    const std::string_view line = input.substr(0, end);
    input.remove_prefix(std::min(end + 1, input.size()));
    return line;
}

template<class Make>
std::optional<Url> made(Make make) {
    try {
        return make();
    } catch (const HttpFault& fault) {
        fuzz::require(fault.error().code == "http.bad-url" || fault.error().code == "blocked.scheme",
                      "a refused address has one of two codes", fault.error().code);
        return std::nullopt;
    }
}

/// The host that is checked is the host that anybody else reads in the text that is sent.
void check_url(const Url& url) {
    const std::string text = url.text();
    fuzz::require(url.scheme == "http" || url.scheme == "https", "only http and https", text);
    fuzz::require(!url.host.empty() && url.port != 0 && url.target.starts_with('/'), "all parts are there",
                  text);
    fuzz::require(std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; }),
                  "nothing but visible ASCII is sent", text);
    fuzz::require(url.host.find_first_of("@/\\?#%ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string::npos,
                  "a host in its one spelling", url.host);
    if (text.size() > longest) return;
    const auto again = made([&] { return parse_url(text); });
    fuzz::require(again.has_value(), "an address that was read can be read again", text);
    fuzz::require(again->text() == text && same_origin(url, *again), "… as the same", text, again->text());
    const auto other = boost::urls::parse_uri(text);
    fuzz::require(other.has_value(), "another reader accepts it", text);
    const std::string_view host(other->encoded_host().data(), other->encoded_host().size());
    const bool mistaken =
        !url.is_ipv4 && other->host_type() == boost::urls::host_type::ipv4; // "1.2.3.4.example"
    fuzz::require(mistaken || host == (url.is_ipv6 ? "[" + url.host + "]" : url.host),
                  "another reader sees the same host", text, host);
    fuzz::require(!other->has_userinfo(), "no user name", text);
}

void check_reference(const Url& base, std::string_view reference) {
    const auto found = made([&] { return resolve_url(base, reference); });
    if (!found) return;
    check_url(*found);
    const std::size_t colon = reference.find_first_of(":/?#");
    const bool has_scheme = colon != std::string_view::npos && reference[colon] == ':';
    if (!has_scheme && !reference.starts_with("//"))
        fuzz::require(same_origin(base, *found), "a path leads to no other host", reference, found->text());
    if (found->text().size() > longest) return;
    const auto again = made([&] { return resolve_url(base, found->text()); });
    fuzz::require(again && again->text() == found->text(), "a link that was resolved stays as it is",
                  found->text(), again ? again->text() : "refused");
}

void check_query(const Url& url, std::string_view line) {
    const std::size_t equals = std::min(line.find('='), line.size());
    const QueryPairs pairs{
        {std::string(line.substr(0, equals)), std::string(line.substr(std::min(equals + 1, line.size())))}};
    const Url once = with_query(url, pairs);
    check_url(once);
    fuzz::require(same_origin(url, once), "a parameter leads to no other host", once.text());
    fuzz::require(with_query(once, pairs).text() == once.text(), "a parameter is set once", once.text(),
                  with_query(once, pairs).text());
    fuzz::require(with_missing_query(once, pairs).text() == once.text(), "nothing is missing any more",
                  once.text());
}

} // namespace

FUZZ_TARGET(input) {
    const std::string_view address = take_line(input), reference = take_line(input);
    const auto url = made([&] { return parse_url(address); });
    if (!url) return;
    check_url(*url);
    fuzz::require(url->shown().size() <= 303, "messages stay short", url->shown());
    check_reference(*url, reference);
    check_query(*url, take_line(input));
}
