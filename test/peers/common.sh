# Sourced by up and down: where things lie, and which peers run.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export PEERS_HOME=${PEERS_HOME:-${XDG_CACHE_HOME:-$HOME/.cache}/nephograph-peers}
peers='aws openstack vsphere'
settings=$PEERS_HOME/env      # one file per peer: what its own up exported
fleets=$PEERS_HOME/fleet      # one file per peer: the ids of its seeded fleet, as JSON
started=$PEERS_HOME/started   # one file per peer that up started: the settings that its down needs
clients=$PEERS_HOME/clients   # the clouds' own clients; those to call lie in bin
config=$PEERS_HOME/nephograph.yaml

say() { printf 'peers: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

# Exports the settings (ports) that up started this peer with; they win over the caller's.
as_started() {
  local line
  if [ -e "$started/$1" ]; then while read -r line; do export "${line?}"; done <"$started/$1"; fi
}

# True when this peer's process runs; a recycled pid does not count.
running() {
  (
    as_started "$1"
    . "$here/$1/common.sh"
    case $1 in openstack) our_pid keystone && our_pid nova-api ;; *) our_pid ;; esac
  ) >/dev/null 2>&1
}

# The peers that the arguments name, all without any.
chosen() {
  local name
  [ $# -gt 0 ] || set -- $peers
  for name in "$@"; do
    case " $peers " in *" $name "*) ;; *) die "no such peer: $name (there are: $peers)" ;; esac
  done
  printf '%s\n' "$@"
}

# Writes the configuration of the peers that run now; the credentials are the peers' own, known to everybody.
write_config() {
  local name any=
  for name in $peers; do
    if [ -s "$settings/$name" ] && running "$name"; then any=1; else rm -f "$settings/$name" "$fleets/$name.json"; fi
  done
  if [ -z "$any" ]; then
    rm -f "$config"
    return
  fi
  {
    printf '# Written by test/peers/up: the peers that run on this machine.\nclouds:\n'
    if [ -s "$settings/aws" ]; then (
      . "$settings/aws"
      cat <<YAML
  aws-peer:
    provider: aws
    regions: [us-east-1, eu-west-1]
    endpoint: '$AWS_ENDPOINT_URL'
    accessKeyId: '$AWS_ACCESS_KEY_ID'
    secretAccessKey: '$AWS_SECRET_ACCESS_KEY'
YAML
    ); fi
    if [ -s "$settings/openstack" ]; then (
      . "$settings/openstack"
      cat <<YAML
  openstack-peer:
    provider: openstack
    authUrl: '$OS_AUTH_URL'
    username: '$OS_USERNAME'
    password: '$OS_PASSWORD'
    projectName: '$OS_PROJECT_NAME'
    userDomainName: '$OS_USER_DOMAIN_NAME'
    projectDomainName: '$OS_PROJECT_DOMAIN_NAME'
    regionName: '$OS_REGION_NAME'
YAML
    ); fi
    if [ -s "$settings/vsphere" ]; then (
      . "$settings/vsphere"
      cat <<YAML
  vsphere-peer:
    provider: vsphere
    url: '$VSPHERE_URL'
    username: '$VSPHERE_USERNAME'
    password: '$VSPHERE_PASSWORD'
    caFile: '$VSPHERE_CA_FILE'
YAML
    ); fi
  } >"$config.new"
  mv "$config.new" "$config"
}
