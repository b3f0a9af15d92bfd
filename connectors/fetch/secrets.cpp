#include "connectors/fetch/fetch.hpp"

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <sys/stat.h>

namespace moisson {

namespace fs = std::filesystem;

namespace {

std::string read_secret(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    if (!in) throw std::runtime_error("the secret file " + file.string() + " cannot be read");
    std::string value = text.str();
    while (value.ends_with('\n') || value.ends_with('\r')) value.pop_back();
    if (value.empty()) throw std::runtime_error("the secret file " + file.string() + " is empty");
    return value;
}

bool is_there(const fs::path& file) {
    std::error_code ignored;
    return fs::is_regular_file(file, ignored);
}

/// A key that others on the machine can read is no secret any more.
void check_mode(const fs::path& file) {
    struct stat status {};
    if (::stat(file.c_str(), &status) == 0 && (status.st_mode & 077) != 0)
        throw std::runtime_error(
            "the secret file " + file.string() +
            " can be read by others on this machine: chmod 600 it (and change the secret)");
}

void check_name(const std::string& name) {
    for (char c : name)
        if (!std::isalnum(static_cast<unsigned char>(c)) && c != '-' && c != '_' && c != '.')
            throw std::runtime_error("\"" + name +
                                     "\" is no name of a secret: letters, digits, \"-\" and \"_\" only");
    if (name.empty() || name.front() == '.') throw std::runtime_error("a secret needs a name");
}

} // namespace

SecretReader default_secret_reader(const fs::path& config_dir) {
    return [config_dir](const std::string& name) {
        check_name(name);
        if (const char* directory = std::getenv("CREDENTIALS_DIRECTORY"))
            for (const std::string& file : {name, "moisson_" + name})
                if (is_there(fs::path(directory) / file)) return read_secret(fs::path(directory) / file);
        const fs::path file = config_dir / "secrets.d" / name;
        if (!is_there(file))
            throw std::runtime_error("the secret \"" + name + "\" is not there: put it in " + file.string() +
                                     " (mode 0600), or give it to the service with LoadCredential=");
        check_mode(file);
        return read_secret(file);
    };
}

} // namespace moisson
