#!/bin/sh
# How a job stands, in Snakemake's words: asked of the controller, and of the accounting where that has forgotten it.
state=$(scontrol -o show job "$1" 2>/dev/null | sed -n 's/.*JobState=\([A-Z_]*\).*/\1/p')
[ -n "$state" ] || state=$(sacct -j "$1" --format=State --noheader 2>/dev/null | head -n 1 | tr -d ' ')
case "$state" in
  COMPLETED) echo success ;;
  PENDING | RUNNING | CONFIGURING | COMPLETING | SUSPENDED | REQUEUED | RESIZING) echo running ;;
  *) echo failed ;;
esac
