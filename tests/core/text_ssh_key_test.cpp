#include "core/text/base64.hpp"
#include "core/text/ssh_key.hpp"

#include <doctest/doctest.h>
#include <vector>

using namespace moisson;

TEST_CASE("base64: both ways, and nothing else than base64") {
    for (const char* text : {"", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"})
        CHECK(base64_encode(base64_decode(text).value()) == text);
    CHECK(base64_decode("Zm9vYg") == "foob");
    for (const char* wrong : {"Z", "Zm9v!", "Zm9v====", "Zm 9v"}) CHECK_FALSE(base64_decode(wrong));
}

TEST_CASE("the key of an SSH server, as people copy it") {
    const std::string key = "AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl";
    const std::string fingerprint = "SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU"; // ssh-keygen -l
    for (const std::string& line :
         std::vector<std::string>{"ssh-ed25519 " + key, "ssh-ed25519 " + key + " root@host",
                                  "[sftp.example.fr]:2222 ssh-ed25519 " + key + "\n"}) {
        const auto read = parse_ssh_host_key(line);
        REQUIRE(read);
        CHECK(read->type == "ssh-ed25519");
        CHECK(read->blob == key);
        CHECK(read->fingerprint == fingerprint);
    }
    CHECK(parse_ssh_host_key(fingerprint)->fingerprint == fingerprint);
    CHECK(parse_ssh_host_key(fingerprint + "=")->fingerprint == fingerprint);
    for (const std::string& wrong : std::vector<std::string>{
             "", key, "ssh-rsa " + key, "ssh-ed25519 AAAA", "ssh-ed25519", std::string("SHA256:abc"),
             std::string("MD5:16:27:ac:a5:76:28:2d:36:63:1b:56:4d:eb:df:a6:48"), "ssh-dss " + key})
        CHECK_FALSE(parse_ssh_host_key(wrong));
}
