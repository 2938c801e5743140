"""At the door: codes and stickers, coming in without a name, what broke, what is confirmed."""
