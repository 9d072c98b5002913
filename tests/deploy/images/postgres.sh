set -eu
data=/var/lib/postgresql/data
programs=$(echo /usr/lib/postgresql/*/bin)
own="setpriv --reuid postgres --regid postgres --init-groups"
install -d -o postgres -g postgres -m 0700 "$data"
install -d -o postgres -g postgres /run/postgresql
if [ ! -e "$data/PG_VERSION" ]; then
  (umask 077 && echo "$POSTGRES_PASSWORD" >/tmp/password && chown postgres /tmp/password)
  $own "$programs/initdb" -D "$data" -U "$POSTGRES_USER" -E UTF8 \
    --pwfile=/tmp/password --auth-local=trust --auth-host=scram-sha-256
  rm /tmp/password
  echo "CREATE DATABASE $POSTGRES_DB" | $own "$programs/postgres" --single -D "$data" postgres
fi
exec $own "$programs/postgres" -D "$data" -c listen_addresses='*'
