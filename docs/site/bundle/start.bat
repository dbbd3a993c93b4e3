@echo off
chcp 65001 >nul
rem Installs peakfolio into this folder the first time, then opens the workbench. 首次运行时在本文件夹内安装，之后直接打开工作台。
setlocal
cd /d "%~dp0"
if exist program\installed goto start
py -@PYTHON@ --version >nul 2>nul
if errorlevel 1 goto nopython
echo Installing into this folder, a few minutes. 正在本文件夹内安装，需几分钟。
if exist program rmdir /s /q program
py -@PYTHON@ -m venv program || goto failed
program\Scripts\python -m pip install --quiet --disable-pip-version-check --no-index --find-links wheels --require-hashes -r requirements.txt || goto failed
for %%w in (peakfolio-*.whl) do program\Scripts\python -m pip install --quiet --disable-pip-version-check --no-index --no-deps "%%w" || goto failed
echo done> program\installed
:start
echo Open http://127.0.0.1:8080 in a browser. 请用浏览器打开 http://127.0.0.1:8080 。
start "" http://127.0.0.1:8080
program\Scripts\peakfolio app --workspace work %*
goto end
:nopython
echo Python @PYTHON@ is needed and was not found; install it "for this user only". 没有找到 Python @PYTHON@，请先安装（选“仅为当前用户”，无需管理员）。
pause
goto end
:failed
echo The installation failed; nothing outside this folder was changed. 安装未完成，本文件夹以外没有改动。
pause
:end
