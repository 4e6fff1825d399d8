# SPDX-License-Identifier: MIT
PREFIX ?= /usr/local
DESTDIR ?=
BINARY := .build/release/loopwright
SWIFT_BUILD_FLAGS := --static-swift-stdlib -Xswiftc -Osize -Xlinker --gc-sections -Xlinker --no-export-dynamic -Xlinker --no-eh-frame-hdr
# Swift's own toolchain brings lld, which folds equal functions, packs relocations and leaves out what the script names: 3 MB
# less than without.
LLD := $(shell command -v ld.lld || ls "$$(dirname "$$(readlink -f "$$(command -v swift)")")"/ld.lld 2>/dev/null)
SWIFT_BUILD_FLAGS += $(if $(LLD),-Xswiftc -use-ld=lld -Xlinker --icf=all -Xlinker -z -Xlinker pack-relative-relocs \
    -Xlinker -T -Xlinker $(CURDIR)/packaging/without-unwinding.ld)
# Of what Swift's runtime needs of C++ a part is linked in: loading all of it took a third of a command's start. A folder that has
# the archive alone is looked in first.
CXX_RUNTIME := .build/c++-runtime
SWIFT_BUILD_FLAGS += -Xlinker -L$(CURDIR)/$(CXX_RUNTIME) -Xswiftc -Xclang-linker -Xswiftc -static-libgcc
VM_SUITES := bookworm trixie
VM_SCRIPTS := main-job boot plug power-cut faults
UNITS := loopwright-agent.service loopwright-shutdown.service
COMPLETIONS := .build/completions
PAGES := man5/loopwright.yaml.5 man8/loopwright.8 man8/loopwright-agent.service.8
AS_ROOT := $(shell [ "$$(id -u)" -eq 0 ] || echo sudo)

.PHONY: help build completions demo test test-sanitized test-vm $(VM_SUITES:%=test-vm-%) bench check format deb install uninstall
.PHONY: size clean

help: ## say what there is to make
	@sed -n 's/^\([a-z-]*\):.*## /  make \1 /p' $(MAKEFILE_LIST) | awk '{printf "  %-6s%-16s", $$1, $$2; $$1=$$2=""; print substr($$0, 3)}'

build: ## build the release binary at .build/release/loopwright
	@packaging/prepare build
	@mkdir -p $(CXX_RUNTIME) && ln -sf "$$(g++ -print-file-name=libstdc++.a)" $(CXX_RUNTIME)/
	swift build -c release --product loopwright $(SWIFT_BUILD_FLAGS)
	@$(MAKE) --no-print-directory completions

completions: $(COMPLETIONS)/bash $(COMPLETIONS)/zsh $(COMPLETIONS)/fish

# A file that is sourced needs no line that says who runs it.
$(COMPLETIONS)/%: $(BINARY)
	@mkdir -p $(@D)
	$(BINARY) --generate-completion-script $(@F) > $@.new
	@sed '1{/^#!/d}' $@.new > $@ && rm $@.new

demo: ## set all up and run the main job on an example
	@packaging/prepare run
	@$(MAKE) --no-print-directory build
	$(AS_ROOT) packaging/with-udev examples/demo $(BINARY)

test: ## set all up and pass the tests
	@packaging/prepare test
	@$(MAKE) --no-print-directory build size
	swift build --build-tests
	$(if $(AS_ROOT),swift test --skip-build,packaging/with-udev swift test --skip-build --no-parallel)

# The sanitizer looks at loopwright's own Swift and C and at every call into libc; libblkid and libfdisk are the system's own. What
# Swift's runtime keeps to its end is no leak.
SANITIZED := HostileImageTests|RepairTests|^(ManifestTests|ImportTests|TableTests|FdiskTests|KernelTests)[.]|^PlanTests[.]SavedPlanTests

test-sanitized: ## pass INPUTS (100000) hostile images, tables, manifests and plans under the address sanitizer
	@packaging/prepare test
	swift build --build-tests --sanitize address -Xswiftc -O --scratch-path .build-asan
	$(AS_ROOT) env LOOPWRIGHT_MUTATIONS=$(or $(INPUTS),100000) LOOPWRIGHT_FIGURES=1 ASAN_OPTIONS=detect_leaks=0 \
	    .build-asan/debug/loopwrightPackageTests.xctest --testing-library swift-testing --no-parallel \
	    --filter '$(SANITIZED)'

test-vm: ## pass the tests on booted Debian machines under QEMU
	@$(MAKE) --no-print-directory deb
	Tests/vm/packages .build/deb/*.deb .build/packages
	rm -rf .build/tree
	@$(MAKE) --no-print-directory install DESTDIR=$(CURDIR)/.build/tree >/dev/null
	for suite in $(VM_SUITES); do Tests/vm/build-image $$suite; done
	@# A guest has one processor, so that two of them run side by side.
	@$(MAKE) --no-print-directory --jobs 2 --output-sync=line $(VM_SUITES:%=test-vm-%)

$(VM_SUITES:%=test-vm-%): test-vm-%:
	set -e; for script in $(VM_SCRIPTS); do Tests/vm/run $* Tests/vm/guest/$$script --tree .build/tree; done
	Tests/vm/run $* Tests/vm/guest/package --tree .build/packages

bench: ## measure loopwright beside a floor of bare system calls and what people use (BENCH=--quick, BENCH_WRITE=docs)
	@packaging/prepare bench
	@$(MAKE) --no-print-directory build
	$(AS_ROOT) Tests/bench/in-memory packaging/with-udev Tests/bench/run --binary $(BINARY) $(if $(BENCH_WRITE),--write $(BENCH_WRITE)) $(BENCH)

check: ## hold the formatting
	swift format lint --strict --recursive --parallel Package.swift Sources Tests

format: ## format the sources
	swift format --in-place --recursive --parallel Package.swift Sources Tests

deb: ## build the Debian package in .build/deb
	@packaging/prepare deb
	@$(MAKE) --no-print-directory build
	packaging/build-deb $(BINARY) .build/deb

size: ## hold the binary to 16 MB stripped and free of ICU
	@packaging/check-size $(BINARY)

# Where zsh looks below /usr/local, and below /usr.
ZSH_FOLDER := $(if $(filter /usr/local,$(PREFIX)),site-functions,vendor-completions)

install: completions ## install binary, rules, units, manual and documentation below DESTDIR
	install -D -m 755 -s $(BINARY) $(DESTDIR)$(PREFIX)/sbin/loopwright
	install -D -m 644 rules/65-loopwright.rules $(DESTDIR)/usr/lib/udev/rules.d/65-loopwright.rules
	install -d -m 755 $(DESTDIR)/usr/lib/systemd/system
	for unit in $(UNITS); do sed 's|/usr/local/|$(PREFIX)/|' systemd/$$unit > $(DESTDIR)/usr/lib/systemd/system/$$unit; done
	install -d -m 755 $(DESTDIR)/etc/loopwright $(addprefix $(DESTDIR)$(PREFIX)/share/doc/loopwright/,examples guides)
	install -m 644 README.md docs/*.md $(DESTDIR)$(PREFIX)/share/doc/loopwright/
	install -m 644 docs/guides/*.md $(DESTDIR)$(PREFIX)/share/doc/loopwright/guides/
	install -m 644 examples/*.yaml $(DESTDIR)$(PREFIX)/share/doc/loopwright/examples/
	cp -r --no-preserve=mode,ownership examples/ansible examples/kubernetes $(DESTDIR)$(PREFIX)/share/doc/loopwright/examples/
	install -d -m 755 $(DESTDIR)$(PREFIX)/share/man/man5 $(DESTDIR)$(PREFIX)/share/man/man8
	for page in $(PAGES); do sed 's|/usr/local/|$(PREFIX)/|' docs/man/$${page##*/} > $(DESTDIR)$(PREFIX)/share/man/$$page; done
	install -D -m 644 $(COMPLETIONS)/bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/loopwright
	install -D -m 644 $(COMPLETIONS)/zsh $(DESTDIR)$(PREFIX)/share/zsh/$(ZSH_FOLDER)/_loopwright
	install -D -m 644 $(COMPLETIONS)/fish $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/loopwright.fish
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/doc/loopwright/examples/monitoring/ examples/monitoring/*.yml
	@if [ -z "$(DESTDIR)" ] && [ -S /run/udev/control ]; then udevadm control --reload; fi

uninstall: ## remove what install put there; manifests, images and loops stay
	rm -f $(DESTDIR)$(PREFIX)/sbin/loopwright $(DESTDIR)/usr/lib/udev/rules.d/65-loopwright.rules
	rm -f $(UNITS:%=$(DESTDIR)/usr/lib/systemd/system/%)
	rm -f $(PAGES:%=$(DESTDIR)$(PREFIX)/share/man/%)
	rm -f $(DESTDIR)$(PREFIX)/share/bash-completion/completions/loopwright
	rm -f $(DESTDIR)$(PREFIX)/share/zsh/$(ZSH_FOLDER)/_loopwright
	rm -f $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/loopwright.fish
	rm -rf $(DESTDIR)$(PREFIX)/share/doc/loopwright

clean:
	swift package clean
