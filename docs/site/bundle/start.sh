#!/bin/sh
# Installs peakfolio into this folder the first time, then opens the workbench. 首次运行时在本文件夹内安装，之后直接打开工作台。
set -e
cd "$(dirname "$0")"
if [ ! -f program/installed ]; then
    python=$(command -v python@PYTHON@ || true)
    if [ -z "$python" ]; then
        echo "Python @PYTHON@ is needed and was not found. 没有找到 Python @PYTHON@，请先安装。" >&2
        exit 1
    fi
    echo "Installing into this folder, about a minute. 正在本文件夹内安装，约一分钟。"
    rm -rf program
    "$python" -m venv program
    install="program/bin/python -m pip install --quiet --disable-pip-version-check --no-index"
    $install --find-links wheels --require-hashes -r requirements.txt
    $install --no-deps ./peakfolio-*.whl
    touch program/installed
fi
echo "Open http://127.0.0.1:8080 in a browser. 请用浏览器打开 http://127.0.0.1:8080 。"
(sleep 5; xdg-open http://127.0.0.1:8080 >/dev/null 2>&1 || true) &
exec program/bin/peakfolio app --workspace work "$@"
