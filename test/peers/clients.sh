# Sourced by up: the clouds' own clients, pinned, each reachable as $clients/bin/NAME. A client that cannot be had is
# said and left out: the peers serve without it, the tests that need it fail by name.
awscli_version=1.46.2
govc_version=v0.30.7 # the last that is part of the main module: newer ones cannot be installed by a module proxy

# Links what lies at $2 as client $1, else the one on the PATH.
link_client() {
  local found=$2
  if [ ! -x "$found" ]; then
    found=$(PATH=${PATH//"$clients/bin:"/} command -v "$1") || { say "no $1: $3"; return 0; }
    say "taking $1 from $found: $3"
  fi
  mkdir -p "$clients/bin"
  ln -sfn "$found" "$clients/bin/$1"
}

# Apart from moto's own packages: awscli pins another botocore than moto's boto3 brings.
aws_client() {
  local venv=$clients/awscli-$awscli_version
  if [ ! -x "$venv/bin/aws" ]; then
    say "installing awscli $awscli_version"
    rm -rf "$venv"
    { "$(python3 -c 'import sys; print(sys.executable)')" -m venv "$venv.new" &&
      "$venv.new/bin/python" -m pip install --disable-pip-version-check --no-input --retries 1 --timeout 20 "awscli==$awscli_version" &&
      printf '#!/bin/sh\nexec "%s/bin/python" -m awscli "$@"\n' "$venv" >"$venv.new/bin/aws" &&
      chmod 755 "$venv.new/bin/aws" && mv "$venv.new" "$venv"; } >"$clients/awscli.log" 2>&1 || rm -rf "$venv.new"
  fi
  link_client aws "$venv/bin/aws" "pip could not install awscli $awscli_version, see $clients/awscli.log"
}

vsphere_client() {
  local dir=$clients/govc-$govc_version
  if [ ! -x "$dir/govc" ]; then
    say "building govc $govc_version"
    GOBIN=$dir GOWORK=off GOFLAGS=-mod=mod GO111MODULE=on CGO_ENABLED=0 GOTOOLCHAIN="${GOTOOLCHAIN:-local}" \
      go install "github.com/vmware/govmomi/govc@$govc_version" >"$clients/govc.log" 2>&1 || true
  fi
  link_client govc "$dir/govc" "it could not be built, see $clients/govc.log"
}

openstack_client() { link_client openstack /usr/bin/openstack "Debian's python3-openstackclient is not installed"; }
