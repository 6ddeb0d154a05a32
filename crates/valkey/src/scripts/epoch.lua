return { DONE, epoch() }
