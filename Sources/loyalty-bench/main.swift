print("loyalty-bench")
