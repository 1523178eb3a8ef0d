#!/bin/sh
# Install Qiao from this folder, without any network: ./install.sh [PLACE], PYTHON=python3.11 ./install.sh names another Python.
set -eu
umask 022 # root's own may be closed, and the service's user has to read what is installed here

here=$(cd "$(dirname "$0")" && pwd)
place=${1:-/opt/qiao}
python=${PYTHON:-python3}
read -r needed < "$here/PYTHON"

say() { printf '%s\n' "$1" "$2" >&2; }
about() {
    "$1" -c 'import platform, sys; print("%d.%d" % sys.version_info[:2], sys.platform, platform.machine())' 2>/dev/null || echo none
}
found=$(about "$python")
if [ "$found" != "$needed" ]; then
    say "本安装包用于 Python ${needed},而 $python 是 ${found};请用 PYTHON=… 指明另一个 Python,或换用相应的安装包。" \
        "This bundle is for Python $needed and $python is $found: name another one by PYTHON=…, or take the bundle made for it."
    exit 2
fi
if [ -e "$here/GLIBC" ]; then
    read -r oldest < "$here/GLIBC"
    glibc=$("$python" -c 'import os; print(os.confstr("CS_GNU_LIBC_VERSION").split()[1])' 2>/dev/null || echo 0)
    if [ "$(printf '%s\n' "$oldest" "$glibc" | sort -V | head -n 1)" != "$oldest" ]; then
        say "本安装包需要 glibc $oldest 或更新版本,本机是 ${glibc};请换用更新的操作系统。" \
            "This bundle needs glibc $oldest or later and this machine has $glibc: use a later system."
        exit 2
    fi
fi
(cd "$here" && sha256sum --quiet --strict --check SHA256SUMS >&2) || {
    say '安装包已损坏或被改动;请重新拷贝。' 'The bundle is damaged or was changed: copy it once more.'
    exit 2
}
if [ -e "$place/bin/qiao" ]; then
    found=$(about "$place/bin/python")
    if [ "$found" != "$needed" ] || ! "$place/bin/python" -m pip --version >/dev/null 2>&1; then
        say "$place 是用另一个 Python 安装的,现在是 ${found},本安装包需要 ${needed}(操作系统升级过?)。请移走 ${place}(其中没有数据),再安装一次。" \
            "$place was made with another Python: it is $found now, and this bundle needs $needed (was the system upgraded?). Move $place away, it holds no data, and install once more."
        exit 2
    fi
else
    "$python" -m venv "$place" || {
        say "无法建立 ${place}(Debian 需要 python3-venv 软件包)。" "Cannot make $place (Debian needs the package python3-venv)."
        exit 2
    }
fi
# All of it anew: a bundle of the same version number may hold another Qiao.
"$place/bin/python" -m pip install --quiet --disable-pip-version-check --no-input --no-cache-dir --no-index --no-deps \
    --force-reinstall --find-links "$here/wheels" --require-hashes --only-binary :all: --requirement "$here/requirements.txt"
say "已安装到 ${place}。下一步:按 docs/operations.md 建立服务用户、环境和数据库;试用样例(以普通用户):$place/bin/qiao demo,再 $place/bin/qiao serve。" \
    "Installed in $place. Next: the service's user, environment and database (docs/operations.md); to try it, as an ordinary user: $place/bin/qiao demo, then $place/bin/qiao serve."
"$place/bin/qiao" --version
