# A locked requirements.txt comes in; $(ARTIFACTS_DIR)/python for Lambda's runtime comes out, without what nothing uses
# at run time. `sam build` calls build-<layer> with ARTIFACTS_DIR; every layer's Makefile includes this file.
UV ?= uv
PYTHON_VERSION ?= 3.13
PYTHON_PLATFORM ?= aarch64-manylinux_2_28
SITE = $(ARTIFACTS_DIR)/python

# In Lambda's runtime already.
RUNTIME := boto3 botocore s3transfer
# Parts of Arrow that no stage calls: RPC, expression compilers, encryption, ORC, devices, other clouds. (libarrow_substrait
# is called by nothing either, but every module of pyarrow is linked against it.)
ARROW := libarrow_flight* libarrow_python_flight* libgandiva* libarrow_python_parquet_encryption* \
         _flight* _substrait* gandiva* _parquet_encryption* _orc* _cuda* _azurefs* _gcsfs* \
         libarrow_python.so libarrow_python.so.*.*.* include includes src tests

# Of Cryptodome only its ciphers are called.
UNUSED_CIPHERS := SelfTest PublicKey Math Signature IO

define install_layer
	rm -rf "$(SITE)"
	$(UV) pip install --quiet --target "$(SITE)" --python-version $(PYTHON_VERSION) --python-platform $(PYTHON_PLATFORM) \
	  --only-binary :all: --no-compile-bytecode --link-mode copy --require-hashes -r requirements.txt
	cd "$(SITE)" && rm -rf bin $(RUNTIME) $(addprefix pyarrow/,$(ARROW)) $(addprefix Cryptodome/,$(UNUSED_CIPHERS)) zstandard/_cffi*
	find "$(SITE)" -depth -type d \( -name tests -o -name test -o -name __pycache__ \) -exec rm -rf {} +
	find "$(SITE)" -type f \( -name '*.pyi' -o -name '*.pyx' -o -name '*.pxd' -o -name '*.pxi' -o -name '*.h' -o -name '*.hpp' \
	  -o -name '*.c' -o -name '*.cpp' -o -name '*.a' -o -name 'RECORD' -o -name '.lock' \) -delete
endef
