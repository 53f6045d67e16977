#!/bin/bash
# Installs the OpenStack services (PyPI), MariaDB and InfluxDB (Debian), and makes
# template.tar: migrated databases, keys, rings, catalogue. Unattended; idempotent.
set -euo pipefail
. "$(dirname "$0")/lib.sh"; . "$OSB/gen_conf.sh"
T0=$EPOCHREALTIME
export DEBIAN_FRONTEND=noninteractive
need=()
command -v mariadbd >/dev/null || [ -x /usr/sbin/mariadbd ] || need+=(mariadb-server)
command -v influxd >/dev/null || need+=(influxdb)
command -v curl >/dev/null || need+=(curl)
if ((${#need[@]})); then
  [ -n "$(find /var/lib/apt/lists -name '*Packages*' -print -quit 2>/dev/null)" ] || apt-get update -qq
  apt-get install -y -qq --no-install-recommends "${need[@]}" >/dev/null ||
    { apt-get update -qq; apt-get install -y -qq --no-install-recommends "${need[@]}" >/dev/null; }
fi
log "system packages ready"
mkdir -p "$OS_HOME"
# uv trusts its own list of authorities unless told of the system's; a machine behind a proxy with its own has only the latter.
[ -n "${SSL_CERT_FILE:-}" ] || [ ! -f /etc/ssl/certs/ca-certificates.crt ] || export SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt
[ -x "$UV" ] || { $PY -m venv "$OS_HOME/boot"; "$OS_HOME/boot/bin/pip" install -q uv; }
if [ ! -e "$VENV/.done" ] || [ "$OSB/requirements.lock" -nt "$VENV/.done" ]; then
  [ -x "$VENV/bin/python" ] || "$UV" venv -q --python "$($PY -c 'import sys;print(sys.executable)')" "$VENV"
  VIRTUAL_ENV=$VENV "$UV" pip install -q --compile-bytecode -r "$OSB/requirements.lock"
  touch "$VENV/.done"
fi
log "venv ready ($(du -sh "$VENV" | cut -f1))"
[ "${1:-}" = --packages-only ] && exit 0

newest=$(ls -t "$TEMPLATE" "$OSB"/{requirements.lock,gen_conf.sh,install.sh,lib.sh} "$OSB"/bin/{catalog,nova_aio,cinder_aio}.py 2>/dev/null | head -1 || true)   # no template yet: ls complains, and that is fine
[ "$newest" = "$TEMPLATE" ] && [ "${1:-}" != --force ] && { log "template is up to date"; exit 0; }
"$OSB/stop.sh" >/dev/null 2>&1 || true
rm -rf "$STATE"; mkdir -p "$STATE"
gen_conf
mariadb-install-db --no-defaults --user=root --datadir="$STATE/mysql" --auth-root-authentication-method=socket --skip-test-db >"$LOGS/mysql-install.log" 2>&1
start_one mariadb; ready_one mariadb
for d in keystone placement glance neutron cinder nova_api nova nova_cell0 cloudkitty; do echo "CREATE DATABASE $d CHARACTER SET utf8mb3;"; done | cat - <(echo "CREATE USER 'os'@'$HOST' IDENTIFIED BY '$DB_PASS'; GRANT ALL ON *.* TO 'os'@'$HOST';") | mariadb --no-defaults -S "$STATE/mysql.sock" -uroot
log "mariadb up"
B=$VENV/bin
run() { local n=$1; shift; "$@" >"$LOGS/sync-$n.log" 2>&1 || { echo "$n failed"; tail -20 "$LOGS/sync-$n.log"; exit 1; }; log "$n done"; }
(
  run keystone "$B/keystone-manage" --config-file "$CONF/keystone.conf" db_sync
  run fernet "$B/keystone-manage" --config-file "$CONF/keystone.conf" fernet_setup --keystone-user root --keystone-group root
  run credential "$B/keystone-manage" --config-file "$CONF/keystone.conf" credential_setup --keystone-user root --keystone-group root
  run bootstrap "$B/keystone-manage" --config-file "$CONF/keystone.conf" bootstrap --bootstrap-password "$ADMIN_PASS" \
    --bootstrap-admin-url "http://$HOST:$P_KEYSTONE/v3" --bootstrap-internal-url "http://$HOST:$P_KEYSTONE/v3" \
    --bootstrap-public-url "http://$HOST:$P_KEYSTONE/v3" --bootstrap-region-id "$REGION"
  run placement "$B/placement-manage" --config-file "$CONF/placement.conf" db sync
  run glance "$B/glance-manage" --config-file "$CONF/glance-api.conf" db_sync
  run cinder "$B/cinder-manage" --config-file "$CONF/cinder.conf" db sync
) & j1=$!
(
  run nova-api "$B/nova-manage" --config-file "$CONF/nova.conf" api_db sync
  run cell0 "$B/nova-manage" --config-file "$CONF/nova.conf" cell_v2 map_cell0 --database_connection "mysql+pymysql://os:$DB_PASS@$HOST:$P_DB/nova_cell0?charset=utf8"
  run nova "$B/nova-manage" --config-file "$CONF/nova.conf" db sync
  run cell1 "$B/nova-manage" --config-file "$CONF/nova.conf" cell_v2 create_cell --name cell1
  run neutron "$B/neutron-db-manage" --config-file "$CONF/neutron.conf" upgrade heads
  run cloudkitty "$B/cloudkitty-dbsync" --config-file "$CONF/cloudkitty.conf" upgrade
) & j2=$!
wait $j1; wait $j2
# no L2 agent runs here: a permanently "alive" Open vSwitch agent row lets ML2 bind server ports
mariadb --no-defaults -S "$STATE/mysql.sock" -uroot neutron -e "INSERT INTO agents (id,agent_type,\`binary\`,topic,host,admin_state_up,created_at,started_at,heartbeat_timestamp,configurations,\`load\`) VALUES (UUID(),'Open vSwitch agent','neutron-openvswitch-agent','N/A','loop',1,NOW(),NOW(),'2099-01-01','{\"bridge_mappings\":{\"public\":\"br-ex\"},\"tunnel_types\":[\"vxlan\"],\"tunneling_ip\":\"127.0.0.1\",\"datapath_type\":\"system\",\"ovs_hybrid_plug\":false,\"integration_bridge\":\"br-int\"}',0)"
for t in account:$P_SACC container:$P_SCON object:$P_SOBJ; do
  r=$CONF/${t%:*}.builder
  "$B/swift-ring-builder" "$r" create 4 1 1 >/dev/null
  "$B/swift-ring-builder" "$r" add "r1z1-$HOST:${t#*:}/d1" 1 >/dev/null
  "$B/swift-ring-builder" "$r" rebalance >/dev/null || true
done
start_one keystone; ready_one keystone
run catalog "$B/python" "$OSB/bin/catalog.py"
if [ -x /usr/bin/influxd ]; then
  start_one influxdb; ready_one influxdb
  curl -s -XPOST "http://$HOST:$P_INFLUX/query" --data-urlencode "q=CREATE DATABASE cloudkitty" >/dev/null
  run ck-storage "$B/cloudkitty-storage-init" --config-file "$CONF/cloudkitty.conf"
fi
for s in $ALL; do start_one "$s"; done
for s in $ALL; do ready_one "$s"; log "$s answers"; done
"$B/python" "$OSB/bin/wait_compute.py"      # so that the template knows the compute host and its cell
log "all services answered"
"$OSB/stop.sh" >/dev/null
tar -C "$STATE" -cf "$TEMPLATE" --exclude=./log --exclude=./pid .
log "template.tar $(du -h "$TEMPLATE" | cut -f1); installed"
