# Two commands do everything: `make run` opens the terminal, `make test` proves it.
VENV    := .venv
PYTHON  := $(VENV)/bin/python
STAMPS  := .stamps
# What the window, the camera and the readers need of Debian, by name.
RUN_PACKAGES := libegl1 libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-xinerama0 \
                libxcb-image0 libxcb-render-util0 libxcb-shape0 libdbus-1-3 libfontconfig1 libglib2.0-0 libgl1 \
                libpulse0 libcups2 libzbar0 fonts-noto-cjk
# Debian's own Python comes without the part that makes virtual environments.
ifneq ($(shell python3 -c 'import ensurepip' 2>/dev/null && echo yes),yes)
RUN_PACKAGES += python3-venv
endif
TEST_PACKAGES := $(RUN_PACKAGES) xvfb xdotool strace libfaketime

.PHONY: run test bench torture audit gallery pictures clean

run: $(STAMPS)/run-packages $(STAMPS)/program
	@sh tools/run.sh

test: $(STAMPS)/test-packages $(STAMPS)/tests
	@sh tools/test.sh

$(STAMPS)/run-packages: Makefile tools/packages.sh
	@mkdir -p $(STAMPS)
	@sh tools/packages.sh $(RUN_PACKAGES)
	@touch $@

$(STAMPS)/test-packages: Makefile tools/packages.sh
	@mkdir -p $(STAMPS)
	@sh tools/packages.sh $(TEST_PACKAGES)
	@touch $@

$(PYTHON): | $(STAMPS)/run-packages
	@python3 tools/require_python.py
	python3 -m venv $(VENV)

$(STAMPS)/program: setup.cfg pyproject.toml $(PYTHON)
	@mkdir -p $(STAMPS)
	$(PYTHON) -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(STAMPS)/tests: setup.cfg pyproject.toml $(PYTHON)
	@mkdir -p $(STAMPS)
	$(PYTHON) -m pip install --quiet --disable-pip-version-check -e '.[test]'
	@touch $@ $(STAMPS)/program

bench: $(STAMPS)/program
	$(VENV)/bin/gate-terminal bench rules
	$(VENV)/bin/gate-terminal bench ledger
	$(VENV)/bin/gate-terminal bench decode
	$(VENV)/bin/gate-terminal bench eyes
	$(VENV)/bin/gate-terminal bench lane

# More than an hour; GATE_KILLS=100 kills the real program a hundred times instead of a thousand.
torture: $(STAMPS)/test-packages $(STAMPS)/tests
	$(PYTHON) -m pytest -q -o faulthandler_timeout=0 tests/ledger/torture.py tests/devices/torture.py
	HYPOTHESIS_PROFILE=torture $(PYTHON) -m pytest -q -n 2 -o faulthandler_timeout=0 tests/fuzz

# Asks a service on the network for known faults of what is installed: for CI, not for the tests.
audit: $(STAMPS)/program
	@$(PYTHON) tools/audit.py

gallery: $(STAMPS)/program
	QT_QPA_PLATFORM=offscreen $(PYTHON) -m gate_terminal.ui.gallery gallery

# The pictures of the docs, anew; look at them before they are committed.
pictures: $(STAMPS)/program
	@$(PYTHON) tools/pictures.py

clean:
	rm -rf $(VENV) $(STAMPS) build gallery demo-run
