# Targets of the gates and of the build; the Makefile includes this file. gate-sizes builds all layers for Lambda (uv
# installs them for its platform; no Docker).
.PHONY: gates gate-template gate-files gate-sizes layer-locks

gates: gate-template gate-files gate-sizes

SAM := SAM_CLI_TELEMETRY=0 AWS_DEFAULT_REGION=$${AWS_DEFAULT_REGION:-eu-central-1} UV=$(abspath .venv/bin/uv) .venv-sam/bin/sam
BUILT_FROM := template.yaml $(wildcard infra/*.yaml layers/layer.mk layers/*/Makefile layers/*/requirements.txt) \
              $(shell find functions layers/sellthrough -type f -not -name '*.pyc' 2>/dev/null)

gate-template: .venv/ready .venv-checkov/ready .venv-sam/ready
	.venv/bin/python -m gates template security
	$(SAM) validate --lint

gate-files: .venv/ready
	.venv/bin/python -m gates files

gate-sizes: .aws-sam/build/template.yaml
	.venv/bin/python -m gates sizes

build: .aws-sam/build/template.yaml  ## What `sam deploy` uploads: functions and layers for Lambda

.aws-sam/build/template.yaml: .venv/ready .venv-sam/ready $(BUILT_FROM)
	$(SAM) build
	find .aws-sam/build -name __pycache__ -type d -prune -exec rm -rf {} +
	@touch $@

# Locks of the layers, for Lambda's Python and platform; `make lock` renews them too.
LAYER_LOCKS := layers/rows/requirements.txt layers/reports/requirements.txt layers/faces/requirements.txt
lock: layer-locks
layer-locks: $(LAYER_LOCKS)
$(LAYER_LOCKS): %.txt: %.in
	.venv/bin/uv pip compile --quiet --generate-hashes --no-emit-index-url --python-version 3.13 \
	  --python-platform aarch64-manylinux_2_28 --custom-compile-command "make lock" $< -o $@
