#!/bin/bash
# Runs a command next to a systemd user manager of its own, where systemd is not process 1:
#
#   with-systemd.sh UNITS COMMAND [ARGUMENT ...]      needs root
#
# UNITS is a directory of unit files. The command uses `systemctl --user`; its exit status is returned.
# Everything is in namespaces of its own and in a cgroup of its own, and gone at the end.
set -euo pipefail

if [ "${WITH_SYSTEMD:-}" != inside ]; then
  group=liveimage-test-$$
  made=()
  for hierarchy in /sys/fs/cgroup /sys/fs/cgroup/systemd /sys/fs/cgroup/unified; do
    [ -f "$hierarchy/cgroup.procs" ] || continue          # of cgroup v2, v1, or both
    mkdir "$hierarchy/$group" && made+=("$hierarchy/$group")
  done
  status=0
  (
    for directory in "${made[@]}"; do echo "$BASHPID" >"$directory/cgroup.procs"; done
    WITH_SYSTEMD=inside exec setpriv --pdeathsig KILL unshare --mount --pid --fork --kill-child --mount-proc -- "$0" "$@"
  ) || status=$?
  for directory in "${made[@]}"; do find "$directory" -depth -type d -exec rmdir {} + || true; done
  exit "$status"
fi

units=$(realpath "$1")
shift
mount -t tmpfs -o mode=755 tmpfs /run
mkdir -p /run/systemd/system                               # what sd_booted(3) looks for
export XDG_RUNTIME_DIR=/run/user/0 XDG_CONFIG_HOME=/run/config XDG_DATA_HOME=/run/data
mkdir -p -m 700 "$XDG_RUNTIME_DIR" "$XDG_CONFIG_HOME/systemd/user" "$XDG_DATA_HOME"
cp "$units"/*.service "$XDG_CONFIG_HOME/systemd/user"
printf '[Unit]\nDescription=Nothing to start with\n' >"$XDG_CONFIG_HOME/systemd/user/nothing.target"
unset DBUS_SESSION_BUS_ADDRESS NOTIFY_SOCKET WITH_SYSTEMD

/usr/lib/systemd/systemd --user --unit=nothing.target --log-target=console >/run/manager.log 2>&1 &
manager=$!
until [ -S "$XDG_RUNTIME_DIR/systemd/private" ]; do
  kill -0 "$manager" 2>/dev/null || { cat /run/manager.log >&2; exit 1; }
  sleep 0.05
done

status=0
"$@" || status=$?
[ "$status" = 0 ] || cat /run/manager.log >&2
systemctl --user --no-block exit 2>/dev/null || true
wait "$manager" || true
exit "$status"
