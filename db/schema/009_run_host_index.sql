-- `dafu status` asks for the hosts of every portal: without this each portal reads the rows of all runs.
create index run_host_portal on run_host (portal, host);
