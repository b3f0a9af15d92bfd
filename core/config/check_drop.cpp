// [source] of SFTP and FTP: one file or a directory, the server's key, our login.
#include "core/config/feed_reader.hpp"
#include "core/config/read_value.hpp"
#include "core/text/ssh_key.hpp"

namespace moisson {
namespace {

std::string drop_scheme(const FeedReader& reader) {
    return reader.feed.source.url.substr(0, reader.feed.source.url.find(':'));
}

void refuse_for_drop(FeedReader& reader, const Member& member, std::string_view name,
                     const std::string& remedy) {
    reader.report.error("feed.not-for-this-type", member.mark,
                        in_quotes(name) + " has no meaning for a " + drop_scheme(reader) + ": source",
                        remedy);
}

void check_drop_url(FeedReader& reader, const Member& url) {
    const std::string& text = reader.feed.source.url;
    if (const std::size_t at = text.find_first_of("?#"); at != std::string::npos)
        reader.report.error(
            "feed.bad-url", url.value.mark, "the address of a file on a server has no \"?\" and no \"#\"",
            text[at] == '?' ? "write %3F if the name holds it" : "write %23 if the name holds it");
    const std::string_view rest = std::string_view(text).substr(text.find("//") + 2);
    if (drop_scheme(reader) == "ftp" && reader.feed.source.auth.type == "basic" && !is_this_machine(rest))
        reader.report.warning("feed.plain-ftp", url.value.mark,
                              "the password is sent over ftp, readable on the way",
                              "use ftps:// or sftp:// if the server offers one");
}

void check_drop_sections(FeedReader& reader) {
    for (const std::string_view name : {"pagination", "incremental", "query", "headers", "method", "body"})
        if (const Member* member = reader.find({"source", name}))
            refuse_for_drop(reader, *member, name, "remove it");
    const std::string& type = reader.feed.source.auth.type;
    if (const Member* member = reader.find({"source", "auth", "type"});
        member && type != "basic" && type != "none")
        refuse_for_drop(reader, *member, "type = \"" + type + "\"", "write type = \"basic\"");
    if (const Member* tls = reader.find({"source", "tls"}); tls && drop_scheme(reader) != "ftps")
        refuse_for_drop(reader, *tls, "tls",
                        drop_scheme(reader) == "ftp" ? "write ftps:// or remove it" : "remove it");
}

void check_host_key(FeedReader& reader) {
    const Member* key = reader.find({"source", "ssh", "host_key"});
    if (!key || reader.feed.source.ssh_host_key.empty()) {
        const Member* place = reader.find({"source", "ssh"});
        if (!place) place = reader.find({"source", "url"});
        reader.report.error(
            "config.missing-key", key ? key->value.mark : place->mark,
            "an SFTP source needs [source.ssh] host_key: without it anybody could be the server", {},
            "ssh-keyscan -t ed25519 HOST shows the key; compare it with what the producer says");
    } else if (!parse_ssh_host_key(reader.feed.source.ssh_host_key)) {
        reader.report.error("config.bad-value", key->value.mark,
                            "this is not the public key of an SSH server",
                            "write \"ssh-ed25519 AAAA…\" or \"SHA256:…\"",
                            "known kinds: ssh-ed25519, ecdsa-sha2-nistp256, -384, -521, ssh-rsa");
    }
}

void check_ssh_login(FeedReader& reader) {
    const SourceConfig& source = reader.feed.source;
    const Member* ssh = reader.find({"source", "ssh"});
    const bool password = source.auth.type == "basic";
    const Mark mark = ssh ? ssh->mark : reader.find({"source", "url"})->mark;
    if (source.ssh_key.empty() && !password)
        reader.report.error(
            "config.missing-key", mark, "an SFTP source needs a login", {},
            "[source.auth] type = \"basic\" for a password, or [source.ssh] username and key");
    else if (!source.ssh_key.empty() && password)
        reader.report.error("config.exclusive", mark,
                            "[source.ssh] key and the password of [source.auth] exclude each other",
                            "remove one of them");
    else if (!source.ssh_key.empty() && source.ssh_username.empty())
        reader.report.error("config.missing-key", mark, "[source.ssh] with a key needs the key \"username\"");
    else if (source.ssh_key.empty() && ssh)
        for (const std::string_view name : {"username", "passphrase"})
            if (const Member* member = reader.find({"source", "ssh", name}))
                reader.report.error("feed.not-for-this-type", member->mark,
                                    in_quotes(name) + " has no meaning without [source.ssh] key",
                                    "the login by password stands in [source.auth]");
}

} // namespace

void check_drop(FeedReader& reader) {
    const SourceConfig& source = reader.feed.source;
    const Member* file = reader.find({"source", "file"});
    if (file && !(reader.feed.is_drop() && source.url.ends_with('/')))
        reader.report.error("feed.not-for-this-type", file->mark,
                            "\"file\" chooses a file of a directory on an SFTP or FTP server",
                            reader.feed.is_drop() ? "let the address end with \"/\"" : "remove it");
    if (file && source.file.find('/') != std::string::npos)
        reader.report.error("config.bad-value", file->value.mark, "a pattern of file names holds no \"/\"",
                            "write the directory in url");
    if (!reader.feed.is_drop()) {
        if (const Member* ssh = reader.find({"source", "ssh"}))
            reader.report.error("feed.not-for-this-type", ssh->mark, "[source.ssh] is for sftp: sources",
                                "remove it");
        return;
    }
    check_drop_url(reader, *reader.find({"source", "url"}));
    check_drop_sections(reader);
    if (drop_scheme(reader) == "sftp") {
        check_host_key(reader);
        check_ssh_login(reader);
    } else if (const Member* ssh = reader.find({"source", "ssh"})) {
        refuse_for_drop(reader, *ssh, "ssh", "remove it");
    }
}

} // namespace moisson
